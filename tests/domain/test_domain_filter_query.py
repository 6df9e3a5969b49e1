import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.filter_query import (
    FIELDS,
    FieldKind,
    Operator,
    Query,
    QueryError,
    QueryField,
    Term,
    describe,
    parse_query,
)
from radar_tui.domain.working_time import Duration

EXAMPLE = (
    "band:critical,high owner:me tag:payments waiting>2d score>=80 "
    'account:"Northwind Robotics" -tag:exports churn is:unscored some words'
)

texts = st.text(min_size=1, max_size=12)
# Text made of the language's own pieces finds more than text made of any characters.
pieces = st.lists(
    st.sampled_from(
        [*'-:"\\,<>= ', "\n", ">=", "me", "2d", "80", "ÿ", *(field.key for field in FIELDS)]
    ),
    max_size=14,
).map("".join)


def values_of(field: QueryField) -> st.SearchStrategy[str | int | Duration]:
    if field.kind is FieldKind.NUMBER:
        return st.integers(field.lowest, field.highest)
    if field.kind is FieldKind.DURATION:
        return st.builds(Duration, st.integers(0, 99_999), st.sampled_from("mhdw"))
    if field.kind is FieldKind.CHOICE:
        return st.sampled_from(field.choices)
    return texts.map(lambda text: text.lower() if text.lower() in field.choices else text)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    field = draw(st.sampled_from(FIELDS))
    ordered = [operator for operator in Operator if operator is not Operator.IS]
    operators = {
        FieldKind.NUMBER: list(Operator),
        FieldKind.DURATION: ordered,
        FieldKind.CHOICE: [Operator.IS],
        FieldKind.NAME: [Operator.IS],
    }[field.kind]
    operator = draw(st.sampled_from(operators))
    most = 3 if operator is Operator.IS else 1
    values = draw(st.lists(values_of(field), min_size=1, max_size=most, unique=True))
    return Term(field.key, operator, tuple(values), draw(st.booleans()))


queries = st.builds(
    Query,
    st.lists(terms(), max_size=4).map(tuple),
    st.lists(texts, max_size=3).map(tuple),
    st.lists(texts, max_size=3).map(tuple),
)


def test_the_design_s_example_is_read_term_by_term() -> None:
    assert parse_query(EXAMPLE) == Query(
        terms=(
            Term("band", Operator.IS, ("critical", "high")),
            Term("owner", Operator.IS, ("me",)),
            Term("tag", Operator.IS, ("payments",)),
            Term("waiting", Operator.OVER, (Duration(2, "d"),)),
            Term("score", Operator.AT_LEAST, (80,)),
            Term("account", Operator.IS, ("Northwind Robotics",)),
            Term("tag", Operator.IS, ("exports",), negated=True),
            Term("is", Operator.IS, ("unscored",)),
        ),
        words=("churn", "some", "words"),
    )


def test_a_query_is_described_in_words() -> None:
    assert describe(parse_query(EXAMPLE)) == (
        "band critical or high, owner me, tagged payments, waiting more than 2 working days, "
        "score at least 80, account Northwind Robotics, not tagged exports, unscored, "
        "with “churn”, with “some”, with “words”"
    )
    assert describe(Query()) == "everything"
    assert describe(parse_query("age<1h -refund")) == "age less than 1 hour, without “refund”"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        (' "" ', Query()),
        ("-", Query(words=("-",))),
        ('-"not this" "but this"', Query(words=("but this",), excluded_words=("not this",))),
        ('5" disk', Query(words=('5"', "disk"))),
        ("10:30", Query(words=("10:30",))),
        ('"band:high"', Query(words=("band:high",))),
        (r'"a \"b\" \\ c"', Query(words=(r'a "b" \ c',))),
        ("BAND:High", Query((Term("band", Operator.IS, ("high",)),))),
        ("owner:ME,Dana", Query((Term("owner", Operator.IS, ("me", "Dana")),))),
        ("score=80", Query((Term("score", Operator.IS, (80,)),))),
        ("tier:4,5,4", Query((Term("tier", Operator.IS, (4, 5)),))),
        ('tag:"a, b",c', Query((Term("tag", Operator.IS, ("a, b", "c")),))),
        ("age<=90m", Query((Term("age", Operator.AT_MOST, (Duration(90, "m"),)),))),
        ("age>1W", Query((Term("age", Operator.OVER, (Duration(1, "w"),)),))),
    ],
)
def test_queries_are_read(text: str, query: Query) -> None:
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("churn taag:x", 6, "no field 'taag', did you mean tag? known fields: band, score, is"),
        ("http://x", 0, "no field 'http'; known fields: band"),
        ("band:", 5, "band needs one of critical, high, mild, neutral"),
        ("band:high,", 10, "band needs one of critical"),
        ("band:angry", 5, "band needs one of critical"),
        ("band>high", 4, "band takes a colon, as in band:critical,high"),
        ("tag:", 4, "tag needs a value, as in tag:payments"),
        ('tag:""', 4, "tag needs a value"),
        ("score>201", 6, "score needs a whole number from 0 to 200"),
        ("score:many", 6, "score needs a whole number"),
        ("score>1,2", 6, "score> takes one value"),
        ("waiting:2d", 7, "waiting takes > >= < or <=, as in waiting>2d"),
        ("waiting>2", 8, "waiting needs a time in m, h, d or w"),
        ("waiting>٢d", 8, "waiting needs a time"),
        ('ok "open', 3, "a quote is opened and not closed"),
        ('tag:"open', 4, "a quote is opened and not closed"),
        ('"a"b', 3, "a closing quote needs a space after it"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, position: int, reason: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.position == position
    assert caught.value.reason.startswith(reason)
    assert str(caught.value) == f"at {position + 1}: {caught.value.reason}"


def test_an_unknown_field_names_every_known_one() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("nothing:here")
    assert caught.value.reason.endswith(", ".join(field.key for field in FIELDS))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_field_s_example_works(field: QueryField) -> None:
    (term,) = parse_query(field.example).terms
    assert term.field == field.key
    assert field.help


def test_durations_are_kept_as_they_are_written() -> None:
    # A day of waiting is a working day, so 24h and 1d are not the same.
    assert str(parse_query("waiting>24H waiting>1D age<036h age>=0w")) == (
        "waiting>24h waiting>1d age<36h age>=0w"
    )
    assert describe(parse_query("waiting>1w waiting<=36h age>=1d")) == (
        "waiting more than 1 working week, waiting at most 36 working hours, age at least 1 day"
    )


@given(queries)
def test_writing_and_reading_gives_the_same_query(query: Query) -> None:
    assert parse_query(str(query)) == query
    assert bool(query) == bool(str(query))


def read_or_refuse(text: str) -> Query | QueryError:
    try:
        return parse_query(text)
    except QueryError as error:
        return error


@given(st.text() | pieces)
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    answer = read_or_refuse(text)
    if isinstance(answer, QueryError):
        assert 0 <= answer.position <= len(text)
        assert answer.reason.isprintable()
    else:
        assert parse_query(str(answer)) == answer
        assert describe(answer)
