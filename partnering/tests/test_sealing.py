"""The sealed record: any entry that is changed, removed, swapped or cut off is found."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from partnering.chains import FIRST, content_of, seal
from partnering.errors import AppendOnlyError
from partnering.models import AuditEntry, AuditSeal, RowChange, SealLock
from partnering.services import sealing
from partnering.services.audit import record
from partnering.services.sealing import seal_entries, verify
from partnering.tests.tampering import remove, tamper


@pytest.fixture
def sealed(cast, monkeypatch):
    """A dozen sealed entries, in batches small enough that there are several."""
    monkeypatch.setattr(sealing, "BATCH", 5)
    for number in range(3):
        record(by=None, verb=f"did {number}", thing=cast.unit, organisation=cast.utility)
    seal_entries()
    return AuditEntry.objects.order_by("pk")


def test_everything_is_sealed_once_and_the_chain_holds(sealed):
    verdict = verify()
    assert verdict.fault == ""
    assert verdict.unsealed == 0
    assert verdict.sealed == AuditEntry.objects.count() + RowChange.objects.count() > 10
    assert seal_entries() == 0


def test_entries_that_wait_for_their_seal_are_counted(sealed, cast):
    record(by=None, verb="did more", thing=cast.unit, organisation=cast.utility)
    assert verify().unsealed == 1


def test_an_entry_that_comes_to_light_after_later_ones_is_sealed(cast):
    for number in range(3):
        record(by=None, verb=f"did {number}", thing=cast.unit, organisation=cast.utility)
    late = AuditEntry.objects.order_by("-pk")[1]
    remove(AuditEntry.objects.filter(pk=late.pk))
    seal_entries()
    AuditEntry.objects.bulk_create([late])

    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert seal_entries() == 1
        assert verify().unsealed == 0


def test_what_was_sealed_long_ago_is_not_searched_again(sealed, cast):
    newest = sealed.last().pk
    for days, upto in ((0, 0), (0.5, 0), (1.1, newest), (1.2, newest)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            seal_entries()
        assert SealLock.objects.get().settled_upto("sentence") == upto

    record(by=None, verb="did more", thing=cast.unit, organisation=cast.utility)
    assert seal_entries() == 1


@pytest.mark.parametrize("model", [AuditEntry, RowChange])
def test_a_changed_entry_is_named(sealed, model):
    one = model.objects.order_by("pk")[1]
    tamper(model.objects.filter(pk=one.pk), label="Something else")
    fault = verify().fault
    assert f"{model._meta.verbose_name} {one.pk} (seal" in fault
    assert "is not what was sealed" in fault


def test_a_removed_entry_is_named(sealed):
    gone = sealed[1].pk
    remove(AuditEntry.objects.filter(pk=gone))
    assert f"audit entry {gone} (seal" in verify().fault
    assert "is missing" in verify().fault


def test_an_entry_removed_with_its_seal_is_found(sealed):
    gone = AuditSeal.objects.get(source="sentence", source_pk=sealed[1].pk)
    remove(AuditEntry.objects.filter(pk=gone.source_pk))
    remove(AuditSeal.objects.filter(pk=gone.pk))
    assert verify().fault == f"seal {gone.number} is missing"


def test_swapped_entries_are_found(sealed):
    first, second = sealed[0], sealed[1]
    tamper(AuditEntry.objects.filter(pk=first.pk), verb=second.verb)
    tamper(AuditEntry.objects.filter(pk=second.pk), verb=first.verb)
    assert f"audit entry {first.pk} " in verify().fault


def test_a_seal_that_does_not_follow_is_found(sealed):
    tamper(AuditSeal.objects.filter(number=4), previous="f" * 64)
    assert "seal 4 (" in verify().fault
    assert "does not follow" in verify().fault


def test_a_cut_off_end_is_found_with_the_head_that_was_kept_elsewhere(sealed):
    head = verify().head
    assert verify(expected=head).fault == ""
    last = AuditSeal.objects.order_by("-number")[0]
    remove(sealing.TABLES[last.source].objects.filter(pk=last.source_pk))
    remove(AuditSeal.objects.filter(pk=last.pk))
    assert verify().fault == ""
    assert "before the head that was printed" in verify(expected=head).fault


def test_a_chain_made_anew_is_found_with_the_head_that_was_kept_elsewhere(sealed, cast):
    head = verify().head
    tamper(AuditEntry.objects.filter(pk=sealed[0].pk), label="Something else")
    remove(AuditSeal.objects.all())
    seal_entries()
    assert verify().fault == ""
    assert "is not the one that was printed" in verify(expected=head).fault


def test_another_key_breaks_the_chain(sealed, settings):
    settings.AUDIT_KEY = "somebody else's"
    assert "seal 1" in verify().fault


def test_the_command_says_what_holds_and_fails_at_a_fault(sealed, cast, capsys):
    record(by=None, verb="did more", thing=cast.unit, organisation=cast.utility)
    call_command("verify_audit")
    said = capsys.readouterr().out
    assert "entries are as they were sealed" in said
    assert "1 wait for their seal" in said
    assert f"Head, to be kept elsewhere: {verify().head}" in said
    tamper(AuditEntry.objects.filter(pk=sealed[0].pk), label="Something else")
    with pytest.raises(CommandError, match="The record is broken: 1 faults among"):
        call_command("verify_audit")
    assert f"audit entry {sealed[0].pk} (seal" in capsys.readouterr().err


def test_every_changed_and_missing_entry_is_named_and_nothing_that_holds(sealed, capsys):
    changed, gone, unsealed, row = (
        sealed[0].pk,
        sealed[1].pk,
        sealed[2].pk,
        RowChange.objects.order_by("pk")[3].pk,
    )
    seals = {one.source_pk: one.number for one in AuditSeal.objects.filter(source="sentence")}
    of_row = AuditSeal.objects.get(source="row", source_pk=row).number
    tamper(AuditEntry.objects.filter(pk=changed), label="Something else")
    remove(AuditEntry.objects.filter(pk=gone))
    remove(AuditEntry.objects.filter(pk=unsealed))
    remove(AuditSeal.objects.filter(number=seals[unsealed]))
    tamper(RowChange.objects.filter(pk=row), label="Something else")
    right = {
        f"audit entry {changed} (seal {seals[changed]}) is not what was sealed",
        f"audit entry {gone} (seal {seals[gone]}) is missing",
        f"seal {seals[unsealed]} is missing",
        f"change of a row {row} (seal {of_row}) is not what was sealed",
    }

    assert set(verify().faults) == right
    with pytest.raises(CommandError, match="4 faults"):
        call_command("verify_audit", at_most=3)

    said = capsys.readouterr().err.splitlines()
    assert set(said[:-1]) < right
    assert said[3:] == ["and 1 more"]


def test_seals_that_are_missing_side_by_side_are_named_together(sealed):
    remove(AuditSeal.objects.filter(number__in=(4, 5, 6)))

    assert verify().faults == ("seals 4 to 6 are missing",)
    assert verify(expected=f"5:{'0' * 64}").faults[1:] == ("the head that was printed, seal 5, is not there",)


@pytest.mark.parametrize("model", [AuditEntry, RowChange, AuditSeal])
def test_the_program_refuses_to_change_or_remove_entries(sealed, model):
    rows = model.objects.all()
    for refused in (lambda: rows.update(pk=0), rows.delete, rows[0].save, rows[0].delete):
        with pytest.raises(AppendOnlyError):
            refused()
    with pytest.raises(AppendOnlyError):
        model.objects.bulk_update(list(rows[:1]), ["pk"])


values = st.dictionaries(
    st.text(max_size=5), st.one_of(st.text(max_size=9), st.integers(), st.none()), max_size=4
)


@given(values, values)
def test_different_contents_never_have_the_same_seal(one, other):
    made = [
        seal(key=b"k", number=1, previous=FIRST, source="row", pk=1, content=content_of(each))
        for each in (one, other)
    ]
    assert (made[0] == made[1]) == (one == other)


def test_only_plain_values_are_sealed():
    with pytest.raises(TypeError, match="no value of an entry"):
        content_of({"thing": object()})
