"""What a scanner's line holds, whatever the scanner's settings and the cable do to it."""

from __future__ import annotations

import pytest

from hardware.codecs.scanline import LINE_BYTES_MAX, Garbage, Line, LineOptions, Scanline

RICE = "6901028075831"


def scan(data: bytes, options: LineOptions | None = None) -> tuple[Scanline, list[Line]]:
    return Scanline(options or LineOptions()).feed(data)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\t", "\r\n\r\n"])
def test_every_line_end_a_scanner_may_be_set_to(end: str) -> None:
    line, read = scan(f"{RICE}{end}".encode())
    assert read == [Line(RICE)]
    assert not line.in_line
    assert line.garbage == Garbage()


def test_two_codes_in_one_go() -> None:
    _, read = scan(b"6901028075831\r\n96385074\r\n")
    assert [line.text for line in read] == ["6901028075831", "96385074"]


def test_a_code_that_comes_in_dribbles() -> None:
    line = Scanline()
    for byte in RICE.encode():
        line, read = line.feed(bytes((byte,)))
        assert read == []
    _, read = line.feed(b"\r")
    assert read == [Line(RICE)]


def test_the_scanner_says_what_it_saw() -> None:
    _, read = scan(b"]E06901028075831\r\n]E496385074\r\n]C1010690\x1d3103000500\r\n")
    assert read == [
        Line(RICE, "]E0"),
        Line("96385074", "]E4"),
        Line("010690\x1d3103000500", "]C1"),
    ]


def test_prefix_and_suffix_are_taken_off_where_they_are() -> None:
    options = LineOptions(prefix="<", suffix=">")
    _, read = scan(b"<]E06901028075831>\r<96385074>\r036000291452\r", options)
    assert read == [Line(RICE, "]E0"), Line("96385074"), Line("036000291452")]


class TestNoLineEnd:
    """A scanner that sends bare digits: a pause ends the code."""

    OPTIONS = LineOptions(quiet_ends_line=True)

    def test_a_pause_ends_the_code(self) -> None:
        line, read = scan(RICE.encode(), self.OPTIONS)
        assert read == []
        line, read = line.idle()
        assert read == [Line(RICE)]
        assert line.idle() == (line, [])

    def test_a_pause_ends_an_overlong_one_too(self) -> None:
        line, _ = scan(b"7" * 600, self.OPTIONS)
        line, read = line.idle()
        assert read == []
        assert line.feed(b"96385074\r")[1] == [Line("96385074")]


def test_half_a_code_is_no_code() -> None:
    line, _ = scan(b"69010280")
    line, read = line.idle()
    assert read == []
    assert line.garbage == Garbage(broken_off=1)
    assert line.feed(b"96385074\r\n")[1] == [Line("96385074")]


def test_four_kilobytes_of_noise_then_a_code() -> None:
    line, read = scan(b"\xff" * 4096 + b"\r\n6901028075831\r\n")
    assert read == [Line(RICE)]
    assert line.garbage == Garbage(overlong=1)


def test_the_longest_line_is_taken_and_one_byte_more_is_not() -> None:
    longest = b"7" * LINE_BYTES_MAX
    line, read = scan(longest + b"\r" + longest + b"7\r")
    assert [len(code.text) for code in read] == [LINE_BYTES_MAX]
    assert line.garbage == Garbage(overlong=1)
    line, _ = scan(longest)
    assert [len(code.text) for code in line.feed(b"\r")[1]] == [LINE_BYTES_MAX]


def test_chinese_in_either_encoding() -> None:
    _, utf8 = scan("长沙大米\r".encode())
    _, gb = scan("长沙大米\r".encode("gb18030"))
    assert utf8 == gb == [Line("长沙大米")]


def test_what_no_encoding_knows_is_counted() -> None:
    line, read = scan(b"\xff\xff\xff\r")
    assert read == []
    assert line.garbage == Garbage(undecodable=1)


def test_characters_that_could_do_harm_are_dropped_and_counted() -> None:
    line, read = scan(b"\x00\x1b[2J690\x081028\x7f\r" + "\u202e\ufeff96385074\r".encode())
    assert read == [Line("[2J6901028"), Line("96385074")]
    assert line.garbage == Garbage(controls=6)


def test_a_line_of_control_characters_alone_is_no_code() -> None:
    line, read = scan(b"\x00\x01\x02\r\n")
    assert read == []
    assert line.garbage == Garbage(controls=3)
