"""Public holidays of the country that a workspace chose."""

from collections.abc import Iterable
from datetime import date

import holidays


def holiday_dates(country: str | None, years: Iterable[int]) -> frozenset[date]:
    """The holidays of those years in a country (`SE`) or a part of it (`DE-BY`), by ISO 3166 code;
    none for no country or an unknown one. A meeting shortly before New Year needs two years.
    """
    if not country:
        return frozenset()
    code, _, part = country.partition("-")
    try:
        return frozenset(holidays.country_holidays(code, subdiv=part or None, years=list(years)))
    except NotImplementedError:
        return frozenset()
