"""How many members a group needs before something of it is shown."""

import pytest

from diagnostic.content import shipped
from diagnostic.disclosure import Settings, never_compared


def test_a_group_of_four_shows_nothing_and_a_group_of_five_its_median() -> None:
    settings = Settings()
    assert not settings.may_show("group", 4)
    assert settings.may_show("median", 5)
    assert not settings.may_show("quartiles", 10)
    assert settings.may_show("quartiles", 11)
    assert not settings.may_show("extremes", 28)
    assert settings.may_show("deciles", 29)


def test_what_is_not_shown_is_said_with_the_number_it_would_need() -> None:
    settings = Settings()
    assert settings.why_not("median", 4) == "Withheld: fewer than 5 administrations."
    assert settings.why_not("quartiles", 7) == (
        "Quartiles are shown from 11 administrations; here are 7 administrations."
    )
    assert settings.why_not("quartiles", 11) == ""


def test_no_setting_goes_below_three() -> None:
    assert Settings(minimum=3).minimum == 3
    with pytest.raises(ValueError, match="at least 3"):
        Settings(minimum=2)


def test_the_thresholds_rise() -> None:
    with pytest.raises(ValueError, match="must rise"):
        Settings(minimum=12)


def test_countries_are_never_compared_on_integrity_or_on_what_staff_say() -> None:
    library = shipped()
    assert never_compared(library.instrument("cooperation")) == ""
    for instrument in ("integrity", "perception"):
        assert "never compared" in never_compared(library.instrument(instrument))
