"""The sweep's geometry: where blips stand, how sectors share the circle, where the cursor goes."""

from itertools import pairwise
from math import cos, hypot, pi, sin, tau

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.bands import TEMPLATE_LIMITS
from radar_tui.widgets.sweep_labels import ring_labels, sector_labels, written
from radar_tui.widgets.sweep_plot import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    MOST_SECTORS,
    NO_AREA,
    OTHER,
    Blip,
    Disc,
    Spot,
    distance_of,
    divide,
    fit_disc,
    nearest,
    neighbour,
    plan,
    rings,
    spokes,
)

AREAS = ("payments", "exports", "dashboards", "OAuth connector")

sizes = st.tuples(st.integers(LEAST_WIDTH, 150), st.integers(LEAST_HEIGHT, 50))
areas = st.lists(st.text(min_size=1, max_size=12), max_size=30, unique=True)


def disc(width: int = 80, height: int = 20) -> Disc:
    found = fit_disc(width, height)
    assert found is not None
    return found


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Blip], list[str], Disc]:
    names = draw(areas)
    count = draw(st.integers(0, 300))
    chosen = st.sampled_from([*names, None])
    found = [
        Blip(f"zendesk/{number}", draw(st.integers(0, 200)), draw(chosen))
        for number in range(min(count, 40))
    ]
    found += [Blip(f"jira/{number}", 150, None) for number in range(max(count - 40, 0))]
    return found, names, disc(*draw(sizes))


def test_the_highest_score_stands_in_the_centre_and_none_at_the_rim() -> None:
    assert distance_of(200) == 0.0
    assert distance_of(0) == 1.0
    assert distance_of(50) == 0.75
    assert (distance_of(-5), distance_of(500)) == (1.0, 0.0)


@pytest.mark.parametrize(("width", "height"), [(LEAST_WIDTH - 1, 30), (100, LEAST_HEIGHT - 1)])
def test_a_picture_without_room_has_no_circle(width: int, height: int) -> None:
    assert fit_disc(width, height) is None


@given(sizes)
def test_the_circle_leaves_room_for_names_and_is_never_higher_than_wide(
    size: tuple[int, int],
) -> None:
    found = disc(*size)
    assert 0 < found.down <= (found.height - 2) / 2
    assert found.across <= found.width / 2
    # In units of a cell's width: at least two thirds as wide as high, at most half as wide again.
    assert 0.6 <= found.across / (found.down * 2) <= 1.6


@given(worlds())
def test_every_blip_has_a_cell_of_its_own_within_the_circle(
    world: tuple[list[Blip], list[str], Disc],
) -> None:
    blips, names, circle = world
    scale = {spot for label in ring_labels(circle, TEMPLATE_LIMITS) for spot, _ in written(label)}
    picture = plan(blips, names, circle, scale)
    spots = picture.spots
    assert list(spots) == [blip.name for blip in blips[: circle.most_blips]]
    assert len(set(spots.values())) == len(spots)
    assert all(circle.holds(spot) for spot in spots.values())
    assert not scale & set(spots.values())


def test_a_lone_blip_stands_where_its_area_and_score_put_it() -> None:
    circle = disc()
    blip = Blip("zendesk/4562", 100, "exports")
    picture = plan([blip], AREAS, circle)
    spot = picture.spots[blip.name]
    sector = next(one for one in picture.sectors if one.title == "exports")
    assert sector.holds(circle.angle(spot))
    middle, row = circle.centre
    far = hypot((spot.x + 0.5 - middle) / circle.across, (spot.y + 0.5 - row) / circle.down)
    assert far == pytest.approx(0.5, abs=0.08)


def test_worse_tickets_stand_nearer_to_the_centre() -> None:
    circle = disc()
    blips = [Blip(f"zendesk/{score}", score, "payments") for score in (190, 130, 90, 40, 5)]
    spots = plan(blips, AREAS, circle).spots
    x, y = circle.centre
    far = [hypot(one.x + 0.5 - x, (one.y + 0.5 - y) * 2) for one in spots.values()]
    assert far == sorted(far)


def test_a_blip_stays_where_it_is_when_others_come_and_go() -> None:
    circle = disc()
    first = Blip("zendesk/1", 150, "exports")
    later = [Blip(f"zendesk/{number}", 100, "payments") for number in range(2, 9)]
    alone = plan([first], AREAS, circle)
    together = plan([first, *later], AREAS, circle)
    assert together.spots[first.name] == alone.spots[first.name]
    assert plan([first, *later], AREAS, circle) == together


def test_tickets_that_belong_to_one_cell_stand_side_by_side_in_their_sector() -> None:
    circle = disc()
    names = [*AREAS, "billing", "data sync", "webhooks"]
    blips = [Blip(f"zendesk/{number}", 120, "payments") for number in range(16)]
    picture = plan(blips, names, circle)
    sector = next(one for one in picture.sectors if one.title == "payments")
    assert all(sector.holds(circle.angle(spot)) for spot in picture.spots.values())


def test_of_more_tickets_than_have_room_the_worst_are_placed() -> None:
    circle = disc(40, 10)
    blips = [Blip(f"zendesk/{number}", 200 - number // 2, None) for number in range(300)]
    spots = plan(blips, (), circle).spots
    assert 10 <= len(spots) == circle.most_blips < 300
    assert list(spots) == [blip.name for blip in blips[: circle.most_blips]]


@given(areas, st.integers(1, 40))
def test_sectors_share_the_whole_circle(names: list[str], most: int) -> None:
    sectors = divide([Blip("zendesk/1", 80, None)], names, most)
    assert sectors[0].begins == 0
    assert sectors[-1].ends == pytest.approx(tau)
    assert all(one.ends == pytest.approx(other.begins) for one, other in pairwise(sectors))
    assert len(sectors) <= max(most, 2)
    assert sum(one.tickets for one in sectors) == 1


def test_areas_stand_by_name_and_untagged_tickets_last() -> None:
    blips = [Blip("a/1", 90, None), Blip("a/2", 80, "exports"), Blip("a/3", 70, "exports")]
    found = [(one.title, one.tickets) for one in divide(blips, AREAS, MOST_SECTORS)]
    assert found == [
        ("dashboards", 0),
        ("exports", 2),
        ("OAuth connector", 0),
        ("payments", 0),
        (NO_AREA, 1),
    ]


def test_no_sector_moves_when_tickets_come_and_go() -> None:
    def places(blips: list[Blip]) -> list[tuple[str, float]]:
        return [(one.title, one.begins) for one in divide(blips, AREAS, MOST_SECTORS)]

    assert places([]) == places([Blip("a/1", 90, None), Blip("a/2", 80, "exports")])


def test_of_too_many_areas_those_with_most_tickets_are_named() -> None:
    names = [f"area {number:02}" for number in range(25)]
    blips = [Blip(f"a/{number}", 90, names[number % 7]) for number in range(20)]
    blips += [Blip(f"b/{number}", 80, "area 24") for number in range(9)]
    found = {one.title: one.tickets for one in divide(blips, names, 5)}
    assert found == {"area 00": 3, "area 01": 3, "area 24": 9, OTHER: 14, NO_AREA: 0}


@pytest.mark.parametrize("count", range(21))
def test_one_to_twenty_areas_are_all_named_around_the_circle(count: int) -> None:
    circle = disc(100, 24)
    names = [f"area {number:02}" for number in range(count)]
    labels = sector_labels(circle, plan([], names, circle).sectors)
    assert sorted(label.words for label in labels) == [*names, NO_AREA]


@given(worlds())
def test_names_never_leave_the_picture_nor_cover_the_circle_or_each_other(
    world: tuple[list[Blip], list[str], Disc],
) -> None:
    blips, names, circle = world
    picture = plan(blips, names, circle)
    taken: set[Spot] = set()
    for label in sector_labels(circle, picture.sectors):
        cells = {spot for spot, _ in written(label)}
        assert all(0 <= x < circle.width and 0 <= y < circle.height for x, y in cells)
        assert not cells & taken
        assert not any(circle.holds(spot) for spot in cells)
        taken |= cells


def test_rings_lie_at_the_limits_of_the_bands() -> None:
    circle = disc()
    drawn = rings(circle, TEMPLATE_LIMITS)
    x, y = circle.centre
    column = int(x)
    rows = [row for row in range(int(y)) if Spot(column, row) in drawn]
    wanted = {int(circle.point(0.0, distance_of(score))[1]) for score in (0, 30, 60, 120)}
    assert set(rows) >= wanted
    assert len(rows) <= len(wanted) + 2
    assert all(0x2800 < ord(char) < 0x2900 for char in drawn.values())
    assert [label.words for label in ring_labels(circle, TEMPLATE_LIMITS)] == ["30", "60", "120"]


def test_a_single_sector_has_no_edges() -> None:
    circle = disc()
    assert spokes(circle, divide([], [], 9), TEMPLATE_LIMITS) == {}
    assert spokes(circle, divide([], AREAS, 9), TEMPLATE_LIMITS)


# The cursor.

CROSS = {"here": Spot(20, 10), "right": Spot(26, 10), "up": Spot(20, 4), "left": Spot(9, 11)}


@pytest.mark.parametrize(
    ("right", "down", "name"),
    [(1, 0, "right"), (0, -1, "up"), (-1, 0, "left"), (0, 1, "left")],
)
def test_the_cursor_goes_to_the_nearest_blip_in_a_direction(
    right: int, down: int, name: str
) -> None:
    assert neighbour(CROSS, "here", right, down) == name


def test_what_lies_aside_is_nearer_than_what_is_far_ahead_by_twice_its_way() -> None:
    far, near = Spot(30, 10), Spot(24, 11)
    assert neighbour({"here": Spot(20, 10), "far": far, "near": near}, "here", 1, 0) == "near"
    far = Spot(27, 10)
    assert neighbour({"here": Spot(20, 10), "far": far, "near": near}, "here", 1, 0) == "far"


def test_the_cursor_stays_where_nothing_lies_ahead() -> None:
    assert neighbour(CROSS, "right", 1, 0) is None
    assert neighbour({"here": Spot(0, 0)}, "here", 0, 1) is None


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), unique=True, min_size=1))
def test_going_on_in_one_direction_ends_at_the_edge(places: list[tuple[int, int]]) -> None:
    spots = {str(number): Spot(*place) for number, place in enumerate(places)}
    for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        name, steps = "0", 0
        while (after := neighbour(spots, name, right, down)) is not None:
            ahead = (spots[after].x - spots[name].x) * right
            assert ahead + (spots[after].y - spots[name].y) * down > 0
            name, steps = after, steps + 1
        assert steps < len(spots)


def test_the_pointer_takes_the_blip_beside_it() -> None:
    assert nearest(CROSS, Spot(25, 10)) == "right"
    assert nearest(CROSS, Spot(25, 11)) == "right"
    assert nearest(CROSS, Spot(40, 2)) is None
    assert nearest({}, Spot(0, 0)) is None


@given(st.floats(0, tau - 0.01), st.floats(0.3, 1.0))
def test_angles_go_clockwise_from_the_top(angle: float, distance: float) -> None:
    circle = disc()
    x, y = circle.point(angle, distance)
    middle, row = circle.centre
    assert (x - middle) / circle.across == pytest.approx(sin(angle) * distance, abs=1e-9)
    assert (row - y) / circle.down == pytest.approx(cos(angle) * distance, abs=1e-9)
    assert circle.angle(Spot(int(middle) + 5, int(row))) == pytest.approx(pi / 2, abs=0.3)
