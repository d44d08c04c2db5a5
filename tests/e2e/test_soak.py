"""A short soak; a longer one is `make soak`."""

from pathlib import Path

from tests.soak import soaking

SEED = 1


async def test_two_processes_that_die_and_a_slack_that_fails_end_with_exactly_what_was_done(
    postgres_url: str, tmp_path: Path
) -> None:
    async with soaking(postgres_url, tmp_path, SEED) as soak:
        await soak.run(lambda rounds: rounds < 1)
