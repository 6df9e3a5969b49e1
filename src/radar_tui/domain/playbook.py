"""The playbook: all twelve sections of the template, read from an already loaded mapping."""

from dataclasses import dataclass, replace

from radar_tui.domain.bands import Band, BandLimits
from radar_tui.domain.plain import Fields, read_each, read_section, unique_keys
from radar_tui.domain.playbook_sections import (
    Channel,
    Comms,
    DashboardExample,
    Definition,
    Enablement,
    Frustration,
    Item,
    Macros,
    Matrix,
    MatrixAction,
    MatrixInput,
    MetricPlan,
    Metrics,
    Rollout,
    RolloutWeek,
    RubricBand,
    SharedResponsibility,
    Signal,
    SignalGroup,
    Signals,
    Tagging,
    TextBlock,
)
from radar_tui.domain.priority import PriorityAction, PriorityInput
from radar_tui.domain.rules import Rule, parse_duration, rule_from_dict


@dataclass(frozen=True, slots=True)
class Playbook:
    """All twelve sections; `rules` are the thresholds and alerts of section 4."""

    purpose: str
    how_to_use: tuple[str, ...]
    definition: Definition
    signals: Signals
    tagging: Tagging
    rules: tuple[Rule, ...]
    frustration: Frustration
    macros: Macros
    comms: Comms
    shared_responsibility: SharedResponsibility
    enablement: Enablement
    matrix: Matrix
    metrics: Metrics
    rollout: Rollout


def read_playbook(loaded: object) -> Playbook:
    """Read a playbook from what a YAML or JSON file holds.

    Raises:
        ValueError: a missing, unknown or unreadable field, named with its place.
    """
    root = Fields.of(loaded, "playbook")
    guidance = root.section("guidance")
    playbook = Playbook(
        purpose=guidance.text("purpose"),
        how_to_use=guidance.texts("how-to-use"),
        definition=read_section(root, "definition", _definition),
        signals=read_section(root, "signals", _signals),
        tagging=read_section(root, "tagging", _tagging),
        rules=unique_keys(tuple(rule_from_dict(rule) for rule in root.mappings("rules"))),
        frustration=read_section(root, "frustration", _frustration),
        macros=read_section(root, "macros", _macros),
        comms=read_section(root, "comms", _comms),
        shared_responsibility=read_section(root, "shared-responsibility", _shared_responsibility),
        enablement=read_section(root, "enablement", _enablement),
        matrix=read_section(root, "matrix", _matrix),
        metrics=read_section(root, "metrics", _metrics),
        rollout=read_section(root, "rollout", _rollout),
    )
    guidance.done()
    root.done()
    return playbook


def _items(section: Fields, name: str) -> tuple[Item, ...]:
    return unique_keys(read_each(section, name, _item))


def _item(fields: Fields) -> Item:
    return Item(fields.key("key"), fields.text("label"))


def _range(section: Fields) -> tuple[int, int]:
    fewest, most = section.whole("fewest"), section.whole("most")
    if not 1 <= fewest <= most:
        raise ValueError("fewest and most must rise from 1")
    return fewest, most


def _definition(section: Fields) -> Definition:
    return Definition(
        intro=section.text("intro"),
        choices=_items(section, "choices"),
        example=section.text("example"),
        success=_items(section, "success"),
        primary_metric=section.text("primary-metric"),
        secondary_metric=section.text("secondary-metric"),
    )


def _signals(section: Fields) -> Signals:
    choices = unique_keys(read_each(section, "choices", _signal))
    ranks = sorted(signal.rank for signal in choices if signal.rank is not None)
    if ranks != list(range(1, len(ranks) + 1)):
        raise ValueError("ranks must count from 1 without a gap")
    return Signals(section.text("intro"), choices, *_range(section))


def _tagging(section: Fields) -> Tagging:
    return Tagging(section.text("intro"), _items(section, "rules"), _items(section, "cadence"))


def _macros(section: Fields) -> Macros:
    blocks = unique_keys(read_each(section, "blocks", _block))
    return Macros(section.text("intro"), _items(section, "completeness"), blocks)


def _comms(section: Fields) -> Comms:
    channels = unique_keys(read_each(section, "channels", _channel))
    return Comms(section.text("intro"), _items(section, "rules"), channels)


def _shared_responsibility(section: Fields) -> SharedResponsibility:
    script = unique_keys(read_each(section, "script", _block))
    return SharedResponsibility(section.text("intro"), script, _items(section, "checklist"))


def _enablement(section: Fields) -> Enablement:
    principles = _items(section, "principles")
    return Enablement(section.text("intro"), principles, _items(section, "habits"))


def _matrix(section: Fields) -> Matrix:
    return Matrix(
        intro=section.text("intro"),
        inputs=read_each(section, "inputs", _matrix_input),
        actions=read_each(section, "actions", _matrix_action),
    )


def _metrics(section: Fields) -> Metrics:
    table = unique_keys(read_each(section, "table", _metric))
    return Metrics(section.text("intro"), table, *_range(section))


def _rollout(section: Fields) -> Rollout:
    weeks = unique_keys(read_each(section, "weeks", _week))
    unique_keys(tuple(item for week in weeks for item in week.items))
    numbered = tuple(replace(week, number=number) for number, week in enumerate(weeks, start=1))
    return Rollout(section.text("intro"), numbered)


def _signal(fields: Fields) -> Signal:
    return Signal(
        key=fields.key("key"),
        label=fields.text("label"),
        group=SignalGroup(fields.text("group")),
        rank=fields.whole("rank") if fields.has("rank") else None,
        first_label=fields.optional_text("first-label"),
    )


def _frustration(section: Fields) -> Frustration:
    rubric = read_each(section, "rubric", _rubric_band)
    edges = {band.band: band.highest for band in rubric}
    if [band.band for band in rubric] != list(Band):
        raise ValueError("the rubric must hold the four bands, mildest first")
    return Frustration(
        intro=section.text("intro"),
        rubric=rubric,
        limits=BandLimits(
            neutral=edges[Band.NEUTRAL],
            mild=edges[Band.MILD],
            high=edges[Band.HIGH],
            review=section.whole("review-threshold"),
        ),
        review_words=section.text("review-words"),
        columns=section.texts("columns"),
        example=read_section(section, "example", _dashboard_example),
        intervention=_items(section, "intervention"),
    )


def _rubric_band(fields: Fields) -> RubricBand:
    return RubricBand(
        band=Band(fields.text("band")),
        lowest=fields.whole("lowest"),
        highest=fields.whole("highest"),
        label=fields.text("label"),
    )


def _dashboard_example(fields: Fields) -> DashboardExample:
    return DashboardExample(
        customer=fields.text("customer"),
        ticket=fields.text("ticket"),
        score=fields.whole("score"),
        why=fields.text("why"),
        next_action=fields.text("next-action"),
        owner=fields.text("owner"),
    )


def _block(fields: Fields) -> TextBlock:
    return TextBlock(
        key=fields.key("key"),
        title=fields.text("title"),
        text=fields.text("text"),
        example=fields.optional_text("example"),
    )


def _channel(fields: Fields) -> Channel:
    return Channel(
        key=fields.key("key"),
        name=fields.text("name"),
        used_for=fields.text("used-for"),
        must_include=tuple(part.strip() for part in fields.text("must-include").split("+")),
        cadence=fields.text("cadence"),
        every=parse_duration(fields.text("every")),
    )


def _matrix_input(fields: Fields) -> MatrixInput:
    return MatrixInput(
        PriorityInput(fields.text("key")), fields.text("label"), fields.text("column")
    )


def _matrix_action(fields: Fields) -> MatrixAction:
    return MatrixAction(
        action=PriorityAction(fields.text("action")),
        lowest=fields.whole("lowest"),
        highest=fields.whole("highest"),
        label=fields.text("label"),
    )


def _metric(fields: Fields) -> MetricPlan:
    return MetricPlan(
        key=fields.key("key"),
        label=fields.text("label"),
        title=fields.text("title"),
        baseline=fields.optional_text("baseline"),
        target=fields.optional_text("target"),
        how=fields.optional_text("how"),
        cadence=fields.optional_text("cadence"),
    )


def _week(fields: Fields) -> RolloutWeek:
    return RolloutWeek(1, fields.key("key"), fields.text("title"), _items(fields, "items"))
