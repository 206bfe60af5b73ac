"""Whom the teams of the demonstration know: fictional, each called by a first name or nickname."""

from dataclasses import dataclass
from datetime import date

from maraude.domain.evening import Evening

_MONTHS_SAID = 24
"""For how long someone remembers the month, and not only the year."""


@dataclass(frozen=True, slots=True)
class Role:
    """One fictional person as a file keeps them: codes of lists 4 and 5, months lived outside."""

    called: str
    gender: str
    age: str
    household: str
    languages: tuple[str, ...]
    months: int

    @property
    def word(self) -> str:
        """What names them on la ligne."""
        return self.called.lower()

    def outside_since(self, evening: Evening) -> str:
        """Say since when they live outside, as seen from an evening: ``2024`` or ``2026-03``."""
        month = evening.date.year * 12 + evening.date.month - 1 - self.months
        since = date(month // 12, month % 12 + 1, 1)
        return f"{since:%Y-%m}" if self.months < _MONTHS_SAID else f"{since:%Y}"


_SKETCHES = """
Marta      F  A40 FI pl,fr    37
Momo       H  A40 HI fr,ar    53
Youssef    H  A25 HI ar,fr    20
Anna       F  A25 CP ru,fr    10
Théo       H  A18 HI fr       6
Rosa       F  A40 FI es,pt,fr 29
Sam        NB A25 AI fr,en    14
Lucie      F  A18 FI fr       3
Nadia      F  A25 MF ar,fr    5
Ibrahim    H  A55 HI snk,fr   89
Olena      F  A55 FI uk,ru    33
Kévin      H  A25 HI fr       41
Fatou      F  A40 FI wo,fr    24
Mirela     F  A40 CP ro,fr    65
Dorin      H  A40 CP ro,it    65
Tonton     H  A70 HI fr       209
Capitaine  H  A55 HI fr,en    137
Violon     H  A40 HI fr,es    101
Gulsum     F  A25 FA tr,ku    2
Baris      H  A25 FA tr,ku    2
Yasmine    F  A25 FI ar,fr    7
Yasmina    F  A25 FI ar,fr    7
Anouk      F  A55 FI fr       53
Samir      H  A40 HI fr,ar    65
Aïcha      F  A18 FI fr,bm    9
Piotr      H  A55 HI pl       149
Léa        F  A18 FI fr       4
Bakary     H  A18 HI bm,fr    12
Gabriel    H  A40 HI fr,pt    77
Hana       F  A25 FI ti,en    8
Zeynep     F  A40 FI tr,fr    17
Mamadou    H  A25 HI ff,fr    29
Élodie     F  A40 CP fr       41
Franck     H  A40 CP fr       41
Iryna      F  A25 MF uk,en    6
Karim      H  A55 HI ar,fr    113
Selam      F  A25 FI am,en    10
Noël       H  A70 HI fr       173
Farid      H  A25 HI prs,en   11
Wahid      H  A25 HI ps,prs   11
Chantal    F  A55 FI fr       77
Ousmane    H  A40 HI wo,fr    50
Dimitri    H  A40 HI ka,ru    42
Nino       H  A25 HI ka,en    19
Lulu       F  A40 FI fr       89
Jojo       H  A55 HI fr       185
Poète      H  A55 HI fr       125
Prof       H  A55 HI fr,en,it 65
Ravi       H  A25 HI ta,en    25
Anjali     F  A25 CP hi,en    15
Rohan      H  A25 CP hi,en    15
Bénédicte  F  A40 FI fr       34
Moussa     H  A25 HI snk,fr   39
Idriss     H  A18 HI ar,fr    7
Abdou      H  A40 HI wo,fr    68
Salif      H  A25 HI bm,fr    23
Amina      F  A40 MF so,ar    9
Hodan      F  A18 FI so,en    3
Luis       H  A40 HI es,fr    41
Carmen     F  A55 FI es,fr    48
Paulo      H  A55 HI pt,fr    101
Inácio     H  A40 HI pt       30
Vlad       H  A25 HI ro,en    21
Ionela     F  A25 MF ro,fr    13
Marius     H  A25 HI ro,fr    53
Tsvetan    H  A55 HI bg       89
Desislava  F  A40 FI bg,fr    38
Arben      H  A40 HI sq,it    32
Mira       F  A25 FA sq,fr    5
Besnik     H  A25 FA sq,fr    5
Goran      H  A55 HI sr,fr    161
Jasmina    F  A40 FI sr,rom   65
Tomasz     H  A40 HI pl,en    76
Krystyna   F  A55 FI pl       55
Andriy     H  A40 HI uk,pl    27
Sergueï    H  A55 HI ru,fr    113
Tariq      H  A25 HI ur,en    16
Bilal      H  A25 HI ur,pa    22
Harpreet   H  A40 HI pa,en    33
Rafiq      H  A40 HI bn,en    36
Shirin     F  A40 FI fa,fr    18
Kaveh      H  A25 HI fa,en    17
Dilan      F  A25 CP ku,tr    8
Azad       H  A25 CP ku,tr    8
Mei        F  A40 FI zh,fr    26
Jun        H  A55 HI zh       77
Thierno    H  A18 HI ff,fr    10
Aminata    F  A25 FI ff,fr    14
Kadiatou   F  A18 MF bm,fr    6
Drissa     H  A40 HI bm,fr    85
Tesfay     H  A25 HI ti,ar    20
Mulu       F  A25 FI am,ti    13
Dawit      H  A18 HI am,en    5
Abebe      H  A40 HI am,fr    57
Adam       H  A25 HI ar,en    28
Hassan     H  A40 HI so,ar    46
Lila       F  A18 FI fr,en    2
Mathis     H  A18 HI fr       8
Océane     F  A18 CP fr       11
Dylan      H  A18 CP fr       11
Bruno      H  A55 HI fr       197
Michou     H  A70 HI fr       221
Gérard     H  A70 HI fr       149
Nicole     F  A70 FI fr       101
Sylvie     F  A55 FI fr       66
Didier     H  A55 HI fr       137
Pascal     H  A55 HI fr       93
Titi       H  A40 HI fr       113
Bibi       F  A40 FI fr       51
Loulou     H  A55 HI fr,en    125
Ariel      NB A18 AI fr,en    4
Maya       FT A25 FI es,fr    31
Luna       FT A18 FI fr       6
Emre       H  A40 HI tr       12
Stella     F  A25 FI en,fr    9
Prince     H  A25 HI en       17
Blessing   F  A25 FI en       15
Joseph     H  A40 HI en,fr    43
Céleste    F  A40 FI fr       25
Désiré     H  A25 HI fr       18
Aimé       H  A40 HI fr       53
Gloria     F  A40 FI fr,en    35
"""


def _role(sketch: str) -> Role:
    called, gender, age, household, languages, months = sketch.split()
    return Role(called, gender, age, household, tuple(languages.split(",")), int(months))


CAST = {role.word: role for role in map(_role, _SKETCHES.strip().splitlines())}
