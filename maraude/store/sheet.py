"""The recovery sheet: ten words on paper, kept at base."""

from datetime import date

from maraude.i18n import _


def sheet(words: str, organisation: str, team: str, created: date) -> str:
    """Give the text to print: what the sheet is, its words, and what it cannot do.

    ``organisation`` and ``team`` are names as typed, already clean.
    """
    lines = "\n".join(f"    {number:>2}. {word}" for number, word in enumerate(words.split(), 1))
    return _(
        "MARAUDE · FEUILLE DE SECOURS\n"
        "\n"
        "Association : {organisation}\n"
        "Équipe : {team}\n"
        "Faite le : {created}\n"
        "\n"
        "{words}\n"
        "\n"
        "À quoi elle sert\n"
        "  Ces mots, dans cet ordre, ouvrent le travail de l'équipe sur cet ordinateur\n"
        "  quand plus personne ne connaît sa phrase de passe. Accents et majuscules ne\n"
        "  comptent pas.\n"
        "\n"
        "Que faire maintenant\n"
        "  Imprimez-la ou recopiez-la, vérifiez chaque mot, et gardez-la au local, sous\n"
        "  clé. Jamais dans le sac de l'ordinateur, jamais en photo. N'en gardez pas de\n"
        "  copie sur un ordinateur.\n"
        "\n"
        "Si elle est perdue\n"
        "  Faites-en une nouvelle avec « maraude key sheet ». L'ancienne ne sert plus.\n"
        "\n"
        "Si elle est perdue et que toutes les phrases de passe le sont aussi\n"
        "  Inscrit auprès du serveur de l'association, cet ordinateur peut encore être\n"
        "  ouvert par elle : « maraude key recover request ». Sinon, plus personne ne le\n"
        "  peut, ni ceux qui ont fait ce programme : le reste est perdu.\n"
    ).format(
        organisation=organisation,
        team=team,
        created=created.strftime("%d/%m/%Y"),
        words=lines,
    )
