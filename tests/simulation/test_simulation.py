"""Runs by seeds: every one checks all that ``checks`` can see; each test has seeds of its own.

Many more run with ``python -m tests.simulation FIRST-LAST``. That a run would see an invariant
broken is shown by ``BROKEN``, for each of those that are tested here.
"""

import re
from collections.abc import Callable, Iterable

import pytest

from tests.simulation import breakages
from tests.simulation.runs import has_wrong_clocks, run
from tests.simulation.violation import Violation

SEEDS = 6
ENOUGH = 300
"""Seeds within which a broken mechanism is noticed, from one on that is not far from it."""


def run_all(seeds: Iterable[int]) -> None:
    for seed in seeds:
        run(seed)


def own_seeds(invariant: int) -> Iterable[int]:
    return range(invariant * SEEDS, (invariant + 1) * SEEDS)


def test_invariant_01_no_acknowledged_change_is_lost() -> None:
    run_all(own_seeds(1))


def test_invariant_02_no_change_is_applied_twice() -> None:
    run_all(own_seeds(2))


def test_invariant_03_what_is_acknowledged_has_no_hole() -> None:
    run_all(own_seeds(3))


def test_invariant_04_a_laptop_that_loses_power_has_written_all_or_nothing() -> None:
    run_all(own_seeds(4))


def test_invariant_05_a_copy_of_a_disk_numbers_nothing_a_second_time() -> None:
    run_all(own_seeds(5))


def test_invariant_06_laptops_with_the_same_feeds_show_the_same() -> None:
    run_all(own_seeds(6))


def test_invariant_08_edits_of_different_fields_are_all_kept() -> None:
    run_all(own_seeds(8))


def test_invariant_09_a_field_holds_what_nobody_replaced_who_had_seen_it() -> None:
    run_all(own_seeds(9))


def test_invariant_13_an_answer_is_kept_with_its_cursor_and_changes_nothing_again() -> None:
    run_all(own_seeds(13))


def test_invariant_14_feeds_count_what_is_in_them() -> None:
    run_all(own_seeds(14))


def test_invariant_15_no_row_outside_the_grants_is_sent() -> None:
    run_all(own_seeds(15))


def test_invariant_16_rows_leave_with_their_feeds() -> None:
    run_all(own_seeds(16))


def test_invariant_17_rows_come_whole_with_their_feeds() -> None:
    run_all(own_seeds(17))


def test_invariant_18_many_rows_leave_only_where_somebody_agrees() -> None:
    run_all(own_seeds(18))


def test_invariant_19_no_word_of_who_is_erased_is_kept_anywhere() -> None:
    run_all(own_seeds(19))


def test_invariant_20_nobody_who_is_erased_comes_back() -> None:
    run_all(own_seeds(20))


def test_invariant_20_nobody_who_is_purged_comes_back_and_no_note_of_theirs() -> None:
    for seed in range(SEEDS):
        run(seed, purges=True)


def test_invariant_19_no_text_that_is_voided_is_said_again() -> None:
    for seed in range(SEEDS):
        run(seed, redacts=True)


@pytest.mark.parametrize(
    ("breakage", "first"),
    [(breakages.keep_what_was_said, 1), (breakages.let_the_unaware_in, 12)],
    ids=["here", "late"],
)
def test_a_text_that_is_left_or_comes_back_is_noticed(
    breakage: Callable[[pytest.MonkeyPatch], None], first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    breakage(monkeypatch)

    assert any(violated(seed, redacts=True) == 19 for seed in range(first, first + ENOUGH))


def test_a_note_that_a_purge_leaves_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    breakages.keep_the_notes(monkeypatch)

    assert any(violated(seed, purges=True) == 19 for seed in range(ENOUGH))


def test_invariant_21_an_erasure_leaves_numbers_and_feeds_as_they_are() -> None:
    run_all(own_seeds(21))


def test_invariant_22_a_restored_server_is_told_again_what_laptops_hold() -> None:
    run_all(own_seeds(22))


def test_invariant_24_no_clock_makes_a_change_lost_or_refused() -> None:
    run_all(filter(has_wrong_clocks, range(24 * SEEDS, 29 * SEEDS)))


def test_invariant_26_what_is_released_counts_as_if_it_had_come_in_order() -> None:
    run_all(own_seeds(26))


def test_invariant_27_an_excluded_laptop_is_sent_no_row_hands_over_and_is_emptied() -> None:
    run_all(own_seeds(27))


def test_invariant_28_damaged_answers_change_nothing() -> None:
    run_all(own_seeds(28))


def test_invariant_29_a_laptop_with_nothing_left_to_do_shows_what_the_server_has() -> None:
    run_all(own_seeds(29))


def test_invariant_30_outboxes_empty_whatever_is_in_them() -> None:
    run_all(own_seeds(30))


def test_invariant_32_transactions_come_whole() -> None:
    run_all(own_seeds(32))


def test_invariant_34_a_full_disk_takes_nothing_in_part() -> None:
    run_all(own_seeds(34))


BROKEN: list[tuple[Callable[[pytest.MonkeyPatch], None], int, int]] = [
    (breakages.acknowledge_what_was_not_sent, 1, 0),
    (breakages.number_all_again, 2, 2),
    (breakages.acknowledge_one_more, 3, 0),
    (breakages.write_row_and_change_apart, 4, 3),
    (breakages.hide_what_waits, 9, 132),
    (breakages.take_copies_for_the_same, 5, 135),
    (breakages.keep_what_was_handed_over, 6, 52),
    (breakages.lose_a_field, 6, 5),
    (breakages.let_the_last_writer_win, 8, 10),
    (breakages.never_replace, 9, 1),
    (breakages.name_nobody, 9, 337),
    (breakages.forget_what_disagrees, 9, 10),
    (breakages.count_readings, 13, 1),
    (breakages.skip_the_last_row, 14, 0),
    (breakages.take_all_for_own, 14, 12),
    (breakages.miscount, 14, 0),
    (breakages.send_every_feed, 15, 0),
    (breakages.keep_what_has_left, 16, 30),
    (breakages.count_what_is_not_kept, 17, 0),
    (breakages.let_all_go, 18, 30),
    (breakages.keep_what_was_written, 19, 42),
    (breakages.keep_the_lines, 19, 44),
    (breakages.forget_the_ledger, 20, 83),
    (breakages.show_who_is_erased, 20, 44),
    (breakages.let_the_late_in, 19, 548),
    (breakages.drop_numbers_of_the_erased, 21, 42),
    (breakages.ignore_a_new_epoch, 22, 601),
    (breakages.refuse_fast_clocks, 24, 12),
    (breakages.release_without_effect, 26, 107),
    (breakages.release_over_what_followed, 26, 107),
    (breakages.leave_before_all_is_handed_over, 27, 61),
    (breakages.answer_revoked_devices, 27, 61),
    (breakages.say_done_too_early, 27, 61),
    (breakages.take_any_answer, 28, 31),
    (breakages.count_what_is_not_kept, 29, 1),
    (breakages.import_in_one, 30, 0),
    (breakages.stop_at_what_cannot_be_read, 30, 6),
    (breakages.cut_transactions, 32, 1),
    (breakages.write_row_and_change_apart, 34, 30),
]
"""What is broken, the invariant that says so, and a seed not long before which it does."""


@pytest.mark.parametrize(
    ("breakage", "invariant", "first"),
    BROKEN,
    ids=[f"{broken.__name__}-{invariant}" for broken, invariant, _first in BROKEN],
)
def test_a_mechanism_broken_on_purpose_is_noticed(
    breakage: Callable[[pytest.MonkeyPatch], None],
    invariant: int,
    first: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    breakage(monkeypatch)

    assert any(violated(seed) == invariant for seed in range(first, first + ENOUGH))


def violated(seed: int, *, purges: bool = False, redacts: bool = False) -> int | None:
    """Give the invariant that a run finds broken."""
    try:
        run(seed, purges=purges, redacts=redacts)
    except Violation as violation:
        return violation.number
    return None


def test_each_invariant_tested_here_would_be_seen_to_break() -> None:
    tested = {
        int(found[1]) for name in globals() if (found := re.match(r"test_invariant_(\d\d)", name))
    }

    assert tested == {invariant for _broken, invariant, _first in BROKEN}
