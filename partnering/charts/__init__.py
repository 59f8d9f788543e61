"""Figures to shapes: the geometry of every chart, in plain Python.

A function takes labels and numbers and returns a frozen chart that knows the template which draws it, so a view or
a report only passes it on: `{% load charts %}{% chart radar %}`. `None` among the values means *no evidence*, and
is shown as such, never as zero. Every chart carries its title, a description in words and a table of its figures.
Lengths are in the units of the chart's own view box.
"""

from partnering.charts.bars import Bar, BarChart, Stack, StackedChart, bars, stacked_bars
from partnering.charts.base import Series, Table
from partnering.charts.columns import ColumnChart, columns
from partnering.charts.lines import Band, Event, LineChart, line
from partnering.charts.maps import Circle, Group, PartnershipMap, Place, partnership_map
from partnering.charts.networks import Edge, NetworkChart, Node, network
from partnering.charts.outlooks import Outlook
from partnering.charts.radars import Radar, radar
from partnering.charts.scales import Scale, ticks, tidy, wrap
from partnering.charts.scores import Gauge, HeatMap, HeatRow, gauge, heat_map
from partnering.charts.seats import Chair, SeatingChart, Sitting, seating
from partnering.charts.sparklines import Sparkline, sparkline

__all__ = [
    "Band",
    "Bar",
    "BarChart",
    "Chair",
    "Circle",
    "ColumnChart",
    "Edge",
    "Event",
    "Gauge",
    "Group",
    "HeatMap",
    "HeatRow",
    "LineChart",
    "NetworkChart",
    "Node",
    "Outlook",
    "PartnershipMap",
    "Place",
    "Radar",
    "Scale",
    "SeatingChart",
    "Series",
    "Sitting",
    "Sparkline",
    "Stack",
    "StackedChart",
    "Table",
    "bars",
    "columns",
    "gauge",
    "heat_map",
    "line",
    "network",
    "partnership_map",
    "radar",
    "seating",
    "sparkline",
    "stacked_bars",
    "ticks",
    "tidy",
    "wrap",
]
