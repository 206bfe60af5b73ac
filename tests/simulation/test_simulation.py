"""Runs by seeds: every one checks all that ``checks`` can see; each test has seeds of its own.

Many more run with ``python -m tests.simulation FIRST-LAST``.
"""

from collections.abc import Callable, Iterable

import pytest

from tests.simulation import breakages
from tests.simulation.runs import has_wrong_clocks, run
from tests.simulation.violation import Violation

SEEDS = 10
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


def test_invariant_02_a_copied_disk_offers_all_to_a_restored_server_before_it_forks() -> None:
    run(3130)


def test_invariant_03_what_is_acknowledged_has_no_hole() -> None:
    run_all(own_seeds(3))


def test_invariant_04_a_laptop_that_loses_power_shows_what_it_had_written() -> None:
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


def test_invariant_22_a_restored_server_is_told_again_what_laptops_hold() -> None:
    run_all(own_seeds(22))


def test_invariant_24_no_clock_makes_a_change_lost_or_refused() -> None:
    run_all(filter(has_wrong_clocks, range(24 * SEEDS, 30 * SEEDS)))


def test_invariant_27_a_revoked_laptop_is_sent_no_row() -> None:
    run_all(own_seeds(27))


def test_invariant_28_damaged_answers_change_nothing() -> None:
    run_all(own_seeds(28))


def test_invariant_29_a_laptop_with_nothing_left_to_do_shows_what_the_server_has() -> None:
    run_all(own_seeds(29))


def test_invariant_30_outboxes_empty_once_the_network_works() -> None:
    run_all(own_seeds(30))


def test_invariant_32_transactions_come_whole() -> None:
    run_all(own_seeds(32))


def test_invariant_34_a_full_disk_takes_nothing_in_part() -> None:
    run_all(own_seeds(34))


@pytest.mark.parametrize(
    ("breakage", "invariants", "first"),
    [
        (breakages.acknowledge_what_was_not_sent, {1, 14}, 0),
        (breakages.skip_the_last_row, {14, 30}, 0),
        (breakages.hide_what_waits, {8, 9}, 60),
        (breakages.claim_to_have_seen_all, {8}, 60),
        (breakages.let_the_last_writer_win, {8}, 0),
        (breakages.never_replace, {9}, 0),
        (breakages.take_all_for_own, {14, 30}, 0),
        (breakages.send_every_feed, {15}, 0),
        (breakages.answer_revoked_devices, {15, 27}, 0),
        (breakages.ignore_a_new_epoch, {22, 30}, 0),
        (breakages.keep_what_has_left, {16, 29}, 0),
        (breakages.forget_what_disagrees, {9}, 0),
        (breakages.cut_transactions, {32}, 0),
        (breakages.take_copies_for_the_same, {1, 5}, 0),
        (breakages.write_row_and_change_apart, {6, 34}, 90),
        (breakages.say_done_too_early, {29}, 0),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_mechanism_broken_on_purpose_is_noticed(
    breakage: Callable[[pytest.MonkeyPatch], None],
    invariants: set[int],
    first: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    breakage(monkeypatch)

    with pytest.raises(Violation) as noticed:
        run_all(range(first, first + ENOUGH))

    assert noticed.value.number in invariants
