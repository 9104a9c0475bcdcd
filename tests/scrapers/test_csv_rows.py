from __future__ import annotations

from pathlib import Path

import pytest

from scrapers.csv_rows import MOST_FIELD_CHARACTERS, MOST_LINES_A_ROW, CsvError, LeftOut, count_lines, read

GOOD = "1,a,b\n2,c,d\n"


def rows(
    tmp_path: Path, content: str | bytes, *, after: int = 1
) -> tuple[list[tuple[int, str, str]], list[str]]:
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    left_out = LeftOut()
    found = [(line, row["x"], row["y"]) for line, row in read(path, ("x", "y"), left_out, after=after)]
    return found, left_out.sentences


def test_rows_come_by_column_name_with_their_lines(tmp_path):
    assert rows(tmp_path, f"n,x,y\n{GOOD}") == ([(2, "a", "b"), (3, "c", "d")], [])


def test_quotes_commas_and_line_ends_inside_a_value_are_kept(tmp_path):
    found, left_out = rows(tmp_path, 'n,x,y\r\n1,"a, ""b""","c\r\nd"\r\n\r\n2,e,f')
    assert found == [(3, 'a, "b"', "c\r\nd"), (5, "e", "f")]
    assert not left_out


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only(tmp_path):
    found, left_out = rows(tmp_path, f'n,x,y\n0,"open,z\n{GOOD}')
    assert found == [(3, "a", "b"), (4, "c", "d")]
    assert left_out == ["t.csv, line 2: 2 values instead of 3; left out."]


def test_two_stray_quotation_marks_cost_no_row_in_between(tmp_path):
    found, _ = rows(tmp_path, f'n,x,y\n8,5" disk,z\n{GOOD}9,3" disk,z\n3,e,f\n')
    assert [x for _, x, _ in found] == ['5" disk', "a", "c", '3" disk', "e"]


def test_a_stray_quotation_mark_in_a_long_file_does_not_swallow_it(tmp_path):
    many = "".join(f"{n},a,b\n" for n in range(3 * MOST_LINES_A_ROW))
    found, left_out = rows(tmp_path, f'n,x,y\n0,"open,z\n{many}')
    assert (len(found), len(left_out)) == (3 * MOST_LINES_A_ROW, 1)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"0,z\n", "2 values instead of 3"),
        (b"0,z,y,x\n", "4 values instead of 3"),
        (b"0,caf\xe9,z\n", "it is not UTF-8"),
        (b"0," + b"z" * (MOST_FIELD_CHARACTERS + 1) + b",z\n", "a value of more than 100,000 characters"),
    ],
)
def test_a_wrong_row_is_named_and_the_others_are_read(tmp_path, row, why):
    found, left_out = rows(tmp_path, b"n,x,y\n" + row + GOOD.encode())
    assert [line for line, *_ in found] == [3, 4]
    assert left_out == [f"t.csv, line 2: {why}; left out."]


def test_reading_goes_on_behind_a_line_also_one_inside_a_row(tmp_path):
    content = 'n,x,y\n1,"a\nb",c\n2,d,e\n3,f,g\n'
    assert [line for line, *_ in rows(tmp_path, content)[0]] == [3, 4, 5]
    assert [line for line, *_ in rows(tmp_path, content, after=3)[0]] == [4, 5]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "t.csv has no column x and no y."),
        (b"n,x\n1,2\n", "t.csv has no column y."),
        (b"\xff\xfen\x00,\x00x\x00", "t.csv is no comma-separated text."),
        (b"\x1f\x8b\x08\x00\x00\x00", "t.csv is no comma-separated text."),
    ],
)
def test_another_file_is_refused_by_name(tmp_path, content, why):
    with pytest.raises(CsvError) as error:
        rows(tmp_path, content)
    assert str(error.value) == why


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path):
    assert len(rows(tmp_path, b"\xef\xbb\xbfx,y\n1,2\n")[0]) == 1


def test_lines_are_counted_for_the_progress_bar(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a\nb\nc\n")
    assert count_lines(path) == 3
    assert count_lines(tmp_path / "nothing.csv") == 1
