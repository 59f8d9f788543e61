"""The network's figures against published ones, and files that can't be read."""

import io
import json

import networkx as nx
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from engagement.network import BadEdges, Ties, measure, read_edges

HEADER = "person_a,org_a,person_b,org_b,weight"


def ties_of(graph):
    return Ties(
        {str(node): "Org" for node in graph},
        {(min(str(a), str(b)), max(str(a), str(b))): 1.0 for a, b in graph.edges},
    )


@pytest.mark.parametrize(
    ("graph", "density", "centralisation"),
    [
        (nx.star_graph(4), 0.4, 1.0),
        (nx.cycle_graph(5), 0.5, 0.0),
        (nx.complete_graph(5), 1.0, 0.0),
        (nx.path_graph(5), 0.4, 0.1667),
        (nx.krackhardt_kite_graph(), 0.4, 0.3333),
        (nx.florentine_families_graph(), 0.1905, 0.2747),
    ],
    ids=["star", "ring", "complete", "path", "Krackhardt's kite", "Florentine marriages"],
)
def test_figures_agree_with_the_published_ones(graph, density, centralisation):
    found = measure(ties_of(graph))
    assert found.density == pytest.approx(density, abs=5e-5)
    assert found.degree_centralisation == pytest.approx(centralisation, abs=5e-5)


def test_somebody_without_a_tie_changes_the_figures():
    families = nx.florentine_families_graph()
    families.add_node("Pucci")
    found = measure(ties_of(families))
    assert found.people == 16
    assert found.degree_centralisation == pytest.approx(0.2667, abs=5e-5)


def test_the_centre_of_a_star_is_its_cut_vertex_and_all_runs_through_it():
    found = measure(ties_of(nx.star_graph(4)))
    assert found.cut_vertices == ("0",)
    assert found.betweenness_centralisation == pytest.approx(1)
    assert found.degree == pytest.approx({"0": 1, "1": 0.25, "2": 0.25, "3": 0.25, "4": 0.25})


def test_kite_is_measured_as_krackhardt_drew_it():
    found = measure(ties_of(nx.krackhardt_kite_graph()))
    assert found.degree["3"] == max(found.degree.values()) == pytest.approx(6 / 9)
    assert max(found.betweenness, key=found.betweenness.get) == "7"
    assert found.cut_vertices == ("7", "8")


@given(pairs=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1])))
def test_all_figures_are_between_0_and_1_or_none(pairs):
    found = measure(ties_of(nx.Graph(list(pairs))))
    figures = [
        found.density,
        found.degree_centralisation,
        found.betweenness_centralisation,
        found.between_organisations,
        *found.degree.values(),
        *found.betweenness.values(),
    ]
    assert all(figure is None or -1e-9 <= figure <= 1 + 1e-9 for figure in figures)


def test_small_networks_have_no_centralisation():
    found = measure(read_edges([HEADER, "Ana,X,,,"]))
    assert (found.people, found.density, found.degree, found.degree_centralisation) == (
        1,
        None,
        {"Ana": 0},
        None,
    )
    assert found.between_organisations is None
    assert measure(read_edges([HEADER])).people == 0


def test_an_edge_that_comes_again_is_merged_and_its_weights_are_added():
    ties = read_edges([HEADER, "Ana,X,Ben,Y,2", "Ben,Y,Ana,X,", "", "Cy,X,,,", "Ana,X,Cy,X,0.5"])
    assert ties.weights == {("Ana", "Ben"): 3, ("Ana", "Cy"): 0.5}
    found = measure(ties)
    assert (found.people, found.ties, found.between_organisations) == (3, 2, 0.5)


@pytest.mark.parametrize(
    ("rows", "line", "column", "reason"),
    [
        (["person_a,org_a,person_b,org_b"], 1, "weight", "missing"),
        ([], 1, "person_a", "missing"),
        ([HEADER + ",weight"], 1, "weight", "more than once"),
        ([HEADER, "Ana,X,Ben,Y,1", "Ana,Z,Cy,Y,1"], 3, "org_a", "“X” before"),
        ([HEADER, "Ana,X,Ben,Y,1", "Cy,X,Ben,X,1"], 3, "org_b", "“Y” before"),
        ([HEADER, "Ana,X,Ana,X,1"], 2, "person_b", "themselves"),
        ([HEADER, "Ana,X,Ben,Y,much"], 2, "weight", "not a number"),
        ([HEADER, "Ana,X,Ben,Y,0"], 2, "weight", "above 0"),
        ([HEADER, "Ana,X,Ben,Y,nan"], 2, "weight", "above 0"),
        ([HEADER, "Ana,X,Ben,,1"], 2, "org_b", "empty"),
        ([HEADER, "Ana,X,,Y,1"], 2, "person_b", "empty"),
        ([HEADER, ",X,Ben,Y,1"], 2, "person_a", "empty"),
        ([HEADER, "Ana"], 2, "person_a", "too few"),
        ([HEADER, '"Ana"x,X,Ben,Y,1'], 2, "-", "not a CSV"),
    ],
)
def test_a_bad_row_is_named_by_line_column_and_reason(rows, line, column, reason):
    with pytest.raises(BadEdges, match=reason) as error:
        read_edges(rows)
    assert (error.value.line, error.value.column) == (line, column)


@pytest.fixture
def edges(tmp_path):
    def write(*rows, encoding="utf-8"):
        file = tmp_path / "edges.csv"
        file.write_bytes("\n".join(rows).encode(encoding))
        return str(file)

    return write


def test_the_command_prints_json(edges):
    out = io.StringIO()
    call_command("network", edges=edges(HEADER, "Ana,X,Ben,Y,1", "Ana,X,Cy,X,1"), json=True, stdout=out)
    found = json.loads(out.getvalue())
    assert found["degree_centralisation"] == 1
    assert found["cut_vertices"] == ["Ana"]
    assert found["between_organisations"] == 0.5


def test_the_command_prints_lines_for_people(edges):
    out = io.StringIO()
    call_command("network", edges=edges(HEADER, "Ana,X,Ben,Y,1"), stdout=out)
    assert "People: 2, ties: 1, density: 1.0000" in out.getvalue()
    assert "Centralisation: degree –" in out.getvalue()


@pytest.mark.parametrize(
    ("rows", "encoding", "said"),
    [
        ([HEADER, "Ana,X,Ana,X,1"], "utf-8", "line 2, column person_b"),
        ([HEADER, "Zoë,X,Ana,X,1"], "latin-1", "not UTF-8"),
    ],
)
def test_a_bad_file_ends_the_command_with_exit_code_2(edges, rows, encoding, said):
    with pytest.raises(CommandError, match=said) as error:
        call_command("network", edges=edges(*rows, encoding=encoding))
    assert error.value.returncode == 2


def test_a_file_that_is_not_there_ends_the_command_with_exit_code_2(tmp_path):
    with pytest.raises(CommandError, match="can't be read") as error:
        call_command("network", edges=str(tmp_path / "none.csv"))
    assert error.value.returncode == 2
