"""Sentences that reach a receipt in English, from the rights, the engine and the stores, translated.

They are recognised by their English wording; one that isn't known is shown as it came.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["SENTENCES", "Sentence", "recognised"]


class Sentence(NamedTuple):
    """One sentence in each language, with named placeholders."""

    en: str
    fr: str
    nl: str
    de: str


SENTENCES: Final[dict[str, Sentence]] = {
    "already_restricted": Sentence(
        en="A restriction already stood for some or all; it goes on unchanged.",
        fr=(
            "Une limitation existait déjà pour une partie ou la totalité\u00a0; elle se poursuit sans "
            "changement."
        ),
        nl="Voor een deel of alles gold al een beperking; die loopt ongewijzigd door.",
        de="Für einen Teil oder alle bestand bereits eine Einschränkung; sie gilt unverändert weiter.",
    ),
    "lift_notice": Sentence(
        en=(
            "The person must be informed before the restriction is lifted (Art. 18(3)): hand over this "
            "notice before the data is used again."
        ),
        fr=(
            "La personne doit être informée avant la levée de la limitation (article 18, paragraphe "
            "3)\u00a0: remettez-lui cet avis avant que les données ne soient à nouveau utilisées."
        ),
        nl=(
            "De persoon moet op de hoogte worden gebracht voordat de beperking wordt opgeheven (artikel 18, "
            "lid 3): overhandig dit bericht voordat de gegevens weer worden gebruikt."
        ),
        de=(
            "Die Person muss unterrichtet werden, bevor die Einschränkung aufgehoben wird (Art. 18 Abs. 3): "
            "Übergeben Sie diese Mitteilung, bevor die Daten wieder verwendet werden."
        ),
    ),
    "references_released": Sentence(
        en="Other entries that referred to what was erased no longer do ({column}).",
        fr="D’autres enregistrements qui renvoyaient à ce qui a été effacé n’y renvoient plus ({column}).",
        nl="Andere vermeldingen die verwezen naar wat is gewist, doen dat niet meer ({column}).",
        de="Andere Einträge, die auf das Gelöschte verwiesen, tun dies nicht mehr ({column}).",
    ),
    "not_restricted": Sentence(
        en="No restriction stood.",
        fr="Aucune limitation n’était en place.",
        nl="Er gold geen beperking.",
        de="Es bestand keine Einschränkung.",
    ),
    "objection_refused": Sentence(
        en=(
            "The objection to {purpose} is not followed: compelling legitimate grounds are claimed (Art. "
            "21(1)). The person is to be told the reasons, the authority and the right to a remedy (Art. "
            "12(4))."
        ),
        fr=(
            "L’opposition à {purpose} n’est pas suivie\u00a0: des motifs légitimes et impérieux sont "
            "invoqués (article 21, paragraphe 1). La personne doit être informée des motifs, de l’autorité "
            "de contrôle et de son droit de recours (article 12, paragraphe 4)."
        ),
        nl=(
            "Het bezwaar tegen {purpose} wordt niet gevolgd: er worden dwingende gerechtvaardigde gronden "
            "aangevoerd (artikel 21, lid 1). De persoon moet de redenen, de toezichthoudende autoriteit en "
            "het recht op beroep vernemen (artikel 12, lid 4)."
        ),
        de=(
            "Dem Widerspruch gegen {purpose} wird nicht gefolgt: Es werden zwingende schutzwürdige Gründe "
            "geltend gemacht (Art. 21 Abs. 1). Der Person sind die Gründe, die Aufsichtsbehörde und ihr "
            "Recht auf einen gerichtlichen Rechtsbehelf mitzuteilen (Art. 12 Abs. 4)."
        ),
    ),
    "arrangement_theirs": Sentence(
        en=(
            "By the arrangement {party} answers such requests ({table}); the person may turn to either of us "
            "(Art. 26(3)), so it is done here and they are told."
        ),
        fr=(
            "Selon l’accord, {party} répond à ces demandes ({table}) ; la personne peut s’adresser à "
            "l’un comme à l’autre (article 26, paragraphe 3) : c’est donc fait ici et l’autre en est "
            "informé."
        ),
        nl=(
            "Volgens de regeling antwoordt {party} op zulke verzoeken ({table}); de persoon kan zich tot elk "
            "van ons richten (artikel 26, lid 3), dus het gebeurt hier en de ander wordt ingelicht."
        ),
        de=(
            "Nach der Vereinbarung beantwortet {party} solche Anträge ({table}); die Person kann sich an "
            "jeden von uns wenden (Art. 26 Abs. 3), daher geschieht es hier und der andere wird unterrichtet."
        ),
    ),
    "recovered": Sentence(
        en="The run was interrupted and finished by recover().",
        fr="L’opération a été interrompue, puis achevée par recover().",
        nl="De bewerking werd onderbroken en met recover() voltooid.",
        de="Der Vorgang wurde unterbrochen und mit recover() abgeschlossen.",
    ),
    "redone": Sentence(
        en="{store} could not tell whether it had committed; its part was done again.",
        fr="{store} n’a pas pu dire si l’opération y était achevée\u00a0; sa part a été refaite.",
        nl="{store} kon niet zeggen of de bewerking voltooid was; dat deel is opnieuw gedaan.",
        de="{store} konnte nicht sagen, ob der Vorgang abgeschlossen war; dieser Teil wurde wiederholt.",
    ),
    "replay_returned": Sentence(
        en="What was collected since the erasure, of people who came back, stays.",
        fr="Ce qui a été collecté depuis l’effacement, de personnes revenues, reste.",
        nl="Wat sinds het wissen is verzameld, van personen die terugkwamen, blijft.",
        de="Was seit der Löschung von Personen erhoben wurde, die zurückkamen, bleibt.",
    ),
    "replay_undecided": Sentence(
        en=(
            "Of some people nothing tells whether a backup brought them back or they came back "
            "themselves: what is undated of theirs was left alone. Say which with returned=, or name "
            "the column with the moment at which a row was collected in the data map (collected)."
        ),
        fr=(
            "Pour certaines personnes, rien ne dit si une sauvegarde les a ramenées ou si elles sont "
            "revenues d’elles-mêmes\u00a0: leurs données sans date n’ont pas été touchées. Indiquez-le "
            "avec returned=, ou nommez dans la carte des données la colonne du moment de la collecte "
            "(collected)."
        ),
        nl=(
            "Van sommige personen zegt niets of een back-up ze terugbracht of dat ze zelf "
            "terugkwamen: wat van hen geen datum draagt, is ongemoeid gelaten. Geef het aan met "
            "returned=, of noem in de datakaart de kolom met het moment van verzamelen (collected)."
        ),
        de=(
            "Bei einigen Personen sagt nichts, ob eine Sicherungskopie sie zurückbrachte oder sie "
            "selbst zurückkamen: Ihre undatierten Daten blieben unberührt. Geben Sie es mit returned="
            " an, oder nennen Sie in der Datenkarte die Spalte mit dem Zeitpunkt der Erhebung "
            "(collected)."
        ),
    ),
    "replay_rectified": Sentence(
        en=(
            "Rectifications can't be made again from here, since the register holds no values: where "
            "the backup undid them, make them again (receipts {numbers})."
        ),
        fr=(
            "Les rectifications ne peuvent pas être refaites d’ici, car le registre ne contient "
            "aucune valeur\u00a0: là où la sauvegarde les a annulées, refaites-les (récépissés {numbers})."
        ),
        nl=(
            "Rectificaties kunnen hiervandaan niet worden overgedaan, omdat het register geen waarden"
            " bevat: doe ze over waar de back-up ze ongedaan maakte (ontvangstbewijzen {numbers})."
        ),
        de=(
            "Berichtigungen können von hier aus nicht wiederholt werden, da das Register keine Werte "
            "enthält: Wiederholen Sie sie, wo die Sicherungskopie sie rückgängig machte (Quittungen "
            "{numbers})."
        ),
    ),
    "replay_unknown": Sentence(
        en=(
            "{count} erasures of a part of the data can't be done again: the data map no longer knows"
            " a name that they were asked for by."
        ),
        fr=(
            "{count} effacements d’une partie des données ne peuvent pas être refaits\u00a0: la carte des "
            "données ne connaît plus un nom par lequel ils étaient demandés."
        ),
        nl=(
            "{count} wissingen van een deel van de gegevens kunnen niet worden overgedaan: de "
            "datakaart kent een naam waarmee erom gevraagd werd niet meer."
        ),
        de=(
            "{count} Löschungen eines Teils der Daten können nicht wiederholt werden: Die Datenkarte "
            "kennt einen Namen, mit dem sie verlangt wurden, nicht mehr."
        ),
    ),
    "backups": Sentence(
        en=(
            "Backups, database replicas and server logs are not reached: after a restore run replay(), and "
            "let backups expire as your schedule says."
        ),
        fr=(
            "Les sauvegardes, les répliques de bases de données et les journaux des serveurs ne sont pas "
            "atteints\u00a0: après une restauration, lancez replay() et laissez les sauvegardes expirer "
            "selon votre calendrier."
        ),
        nl=(
            "Back-ups, databasereplica’s en serverlogboeken worden niet bereikt: voer na een herstel "
            "replay() uit en laat back-ups volgens uw schema verlopen."
        ),
        de=(
            "Sicherungskopien, Datenbankreplikate und Serverprotokolle werden nicht erreicht: Führen Sie "
            "nach einer Wiederherstellung replay() aus und lassen Sie Sicherungskopien nach Ihrem Zeitplan "
            "ablaufen."
        ),
    ),
    "not_purged": Sentence(
        en="not purged ({code}); deleted values may linger.",
        fr="les traces n’ont pas été purgées ({code})\u00a0; des valeurs supprimées peuvent subsister.",
        nl="sporen niet opgeruimd ({code}); gewiste waarden kunnen achterblijven.",
        de="Spuren wurden nicht bereinigt ({code}); gelöschte Werte können zurückbleiben.",
    ),
    "sqlite_zeros": Sentence(
        en="SQLite overwrote deleted values with zeros (secure_delete)",
        fr="SQLite a écrasé les valeurs supprimées par des zéros (secure_delete)",
        nl="SQLite heeft gewiste waarden met nullen overschreven (secure_delete)",
        de="SQLite hat gelöschte Werte mit Nullen überschrieben (secure_delete)",
    ),
    "sqlite_log": Sentence(
        en="SQLite's write-ahead log was copied into the database and emptied",
        fr="le journal d’écriture anticipée de SQLite a été recopié dans la base, puis vidé",
        nl="het write-ahead-log van SQLite is in de database overgenomen en geleegd",
        de="das Write-Ahead-Log von SQLite wurde in die Datenbank übernommen und geleert",
    ),
    "sqlite_blind": Sentence(
        en="the SQLite file could not be looked at",
        fr="le fichier SQLite n’a pas pu être examiné",
        nl="het SQLite-bestand kon niet worden bekeken",
        de="die SQLite-Datei konnte nicht geprüft werden",
    ),
    "sqlite_blocks": Sentence(
        en="blocks that the file system freed, and backups, are beyond the database's reach",
        fr=(
            "les blocs libérés par le système de fichiers et les sauvegardes sont hors de portée de la base "
            "de données"
        ),
        nl=(
            "blokken die het bestandssysteem heeft vrijgegeven, en back-ups, liggen buiten het bereik van "
            "de database"
        ),
        de=(
            "vom Dateisystem freigegebene Blöcke und Sicherungskopien liegen außerhalb der Reichweite der "
            "Datenbank"
        ),
    ),
    "sqlite_readers": Sentence(
        en="readers kept SQLite's write-ahead log in use: it still holds older pages",
        fr=(
            "des lecteurs occupaient le journal d’écriture anticipée de SQLite\u00a0: il contient encore "
            "d’anciennes pages"
        ),
        nl="lezers hielden het write-ahead-log van SQLite in gebruik: het bevat nog oudere pagina’s",
        de="Leser hielten das Write-Ahead-Log von SQLite in Gebrauch: Es enthält noch ältere Seiten",
    ),
    "sqlite_unused": Sentence(
        en="{count} unused pages may hold what others deleted without secure_delete; VACUUM drops them",
        fr=(
            "{count} pages inutilisées peuvent contenir ce que d’autres ont supprimé sans "
            "secure_delete\u00a0; VACUUM les élimine"
        ),
        nl=(
            "{count} ongebruikte pagina’s kunnen bevatten wat anderen zonder secure_delete hebben gewist; "
            "VACUUM ruimt ze op"
        ),
        de=(
            "{count} unbenutzte Seiten können enthalten, was andere ohne secure_delete gelöscht haben; "
            "VACUUM entfernt sie"
        ),
    ),
    "sqlite_anew": Sentence(
        en="SQLite wrote the whole file anew (VACUUM)",
        fr="SQLite a réécrit le fichier entier (VACUUM)",
        nl="SQLite heeft het hele bestand opnieuw geschreven (VACUUM)",
        de="SQLite hat die ganze Datei neu geschrieben (VACUUM)",
    ),
    "sqlite_in_use": Sentence(
        en="SQLite could not write the file anew (VACUUM): another program was using it",
        fr="SQLite n’a pas pu réécrire le fichier (VACUUM) : un autre programme l’utilisait",
        nl="SQLite kon het bestand niet opnieuw schrijven (VACUUM): een ander programma gebruikte het",
        de="SQLite konnte die Datei nicht neu schreiben (VACUUM): Ein anderes Programm benutzte sie",
    ),
    "sqlite_older": Sentence(
        en="pages may hold what others changed or deleted without secure_delete, until a VACUUM",
        fr=(
            "des pages peuvent contenir ce que d’autres ont modifié ou supprimé sans secure_delete, jusqu’à "
            "un VACUUM"
        ),
        nl=(
            "pagina’s kunnen tot een VACUUM bevatten wat anderen zonder secure_delete hebben gewijzigd of "
            "gewist"
        ),
        de=(
            "Seiten können bis zu einem VACUUM enthalten, was andere ohne secure_delete geändert oder "
            "gelöscht haben"
        ),
    ),
    "sqlite_journal": Sentence(
        en="another program left a rollback journal that may hold older pages",
        fr="un autre programme a laissé un journal d’annulation qui peut contenir d’anciennes pages",
        nl="een ander programma heeft een rollback-journaal achtergelaten dat oudere pagina’s kan bevatten",
        de="ein anderes Programm hat ein Rollback-Journal hinterlassen, das ältere Seiten enthalten kann",
    ),
    "postgresql_log": Sentence(
        en="PostgreSQL's write-ahead log keeps deleted values until it is recycled",
        fr="le journal d’écriture anticipée de PostgreSQL garde les valeurs supprimées jusqu’à son recyclage",
        nl="het write-ahead-log van PostgreSQL bewaart gewiste waarden tot het wordt hergebruikt",
        de="das Write-Ahead-Log von PostgreSQL behält gelöschte Werte, bis es wiederverwendet wird",
    ),
    "postgresql_pages": Sentence(
        en="pages that VACUUM marked as free may hold old bytes until they are reused or VACUUM FULL is run",
        fr=(
            "les pages que VACUUM a marquées comme libres peuvent garder d’anciens octets jusqu’à leur "
            "réutilisation ou jusqu’à un VACUUM FULL"
        ),
        nl=(
            "pagina’s die VACUUM als vrij heeft gemarkeerd, kunnen oude bytes bevatten tot ze worden "
            "hergebruikt of VACUUM FULL wordt uitgevoerd"
        ),
        de=(
            "Seiten, die VACUUM als frei markiert hat, können alte Bytes enthalten, bis sie wiederverwendet "
            "werden oder VACUUM FULL läuft"
        ),
    ),
    "postgresql_stays": Sentence(
        en="{table} could not be vacuumed; dead rows stay until it is",
        fr="VACUUM n’a pas pu traiter {table}\u00a0; les lignes mortes y restent jusque-là",
        nl="VACUUM is niet gelukt voor {table}; dode rijen blijven daar tot het wel lukt",
        de="VACUUM war für {table} nicht möglich; tote Zeilen bleiben bis dahin bestehen",
    ),
    "postgresql_done": Sentence(
        en="PostgreSQL vacuumed {table}",
        fr="PostgreSQL a traité {table} par VACUUM",
        nl="PostgreSQL heeft VACUUM uitgevoerd op {table}",
        de="PostgreSQL hat VACUUM auf {table} ausgeführt",
    ),
    "postgresql_anew": Sentence(
        en="PostgreSQL wrote {table} anew (VACUUM FULL)",
        fr="PostgreSQL a réécrit {table} (VACUUM FULL)",
        nl="PostgreSQL heeft {table} opnieuw geschreven (VACUUM FULL)",
        de="PostgreSQL hat {table} neu geschrieben (VACUUM FULL)",
    ),
    "postgresql_statistics": Sentence(
        en="PostgreSQL wrote its statistics anew (VACUUM FULL pg_statistic)",
        fr="PostgreSQL a réécrit ses statistiques (VACUUM FULL pg_statistic)",
        nl="PostgreSQL heeft zijn statistieken opnieuw geschreven (VACUUM FULL pg_statistic)",
        de="PostgreSQL hat seine Statistiken neu geschrieben (VACUUM FULL pg_statistic)",
    ),
    "postgresql_samples": Sentence(
        en="PostgreSQL's statistics may hold common values until pg_statistic is written anew",
        fr=(
            "les statistiques de PostgreSQL peuvent contenir des valeurs fréquentes jusqu’à la réécriture "
            "de pg_statistic"
        ),
        nl=(
            "de statistieken van PostgreSQL kunnen veelvoorkomende waarden bevatten tot pg_statistic opnieuw "
            "wordt geschreven"
        ),
        de=(
            "die Statistiken von PostgreSQL können häufige Werte enthalten, bis pg_statistic neu geschrieben "
            "wird"
        ),
    ),
    "innodb_anew": Sentence(
        en="InnoDB wrote {table} anew (OPTIMIZE TABLE)",
        fr="InnoDB a réécrit {table} (OPTIMIZE TABLE)",
        nl="InnoDB heeft {table} opnieuw geschreven (OPTIMIZE TABLE)",
        de="InnoDB hat {table} neu geschrieben (OPTIMIZE TABLE)",
    ),
    "innodb_not_anew": Sentence(
        en="{table} could not be written anew; its pages may hold old bytes",
        fr="{table} n’a pas pu être réécrite ; ses pages peuvent garder d’anciens octets",
        nl="{table} kon niet opnieuw worden geschreven; de pagina’s kunnen oude bytes bevatten",
        de="{table} konnte nicht neu geschrieben werden; ihre Seiten können alte Bytes enthalten",
    ),
    "replicas": Sentence(
        en="replicas and backups follow on their own",
        fr="les répliques et les sauvegardes suivent leur propre rythme",
        nl="replica’s en back-ups volgen hun eigen verloop",
        de="Replikate und Sicherungskopien folgen ihrem eigenen Ablauf",
    ),
    "innodb_pages": Sentence(
        en="InnoDB removes deleted rows in the background; pages may hold old bytes until reused",
        fr=(
            "InnoDB élimine les lignes supprimées en arrière-plan\u00a0; des pages peuvent garder d’anciens "
            "octets jusqu’à leur réutilisation"
        ),
        nl=(
            "InnoDB verwijdert gewiste rijen op de achtergrond; pagina’s kunnen oude bytes bevatten tot ze "
            "worden hergebruikt"
        ),
        de=(
            "InnoDB entfernt gelöschte Zeilen im Hintergrund; Seiten können alte Bytes enthalten, bis sie "
            "wiederverwendet werden"
        ),
    ),
    "innodb_logs": Sentence(
        en="redo, undo and binary logs keep deleted values until they are recycled or expire",
        fr=(
            "les journaux redo, undo et binaires gardent les valeurs supprimées jusqu’à leur recyclage ou "
            "leur expiration"
        ),
        nl="redo-, undo- en binaire logboeken bewaren gewiste waarden tot ze worden hergebruikt of verlopen",
        de=(
            "Redo-, Undo- und Binärprotokolle behalten gelöschte Werte, bis sie wiederverwendet werden oder "
            "ablaufen"
        ),
    ),
    "files_blocks": Sentence(
        en="the file system may keep the old bytes in freed blocks, in its journal and in snapshots",
        fr=(
            "le système de fichiers peut garder les anciens octets dans des blocs libérés, dans son journal "
            "et dans des instantanés"
        ),
        nl=(
            "het bestandssysteem kan de oude bytes bewaren in vrijgegeven blokken, in zijn journaal en in "
            "momentopnamen"
        ),
        de=(
            "das Dateisystem kann die alten Bytes in freigegebenen Blöcken, in seinem Journal und in "
            "Schnappschüssen behalten"
        ),
    ),
    "files_copies": Sentence(
        en="backups and copies of the files are not reached",
        fr="les sauvegardes et les copies des fichiers ne sont pas atteintes",
        nl="back-ups en kopieën van de bestanden worden niet bereikt",
        de="Sicherungskopien und Kopien der Dateien werden nicht erreicht",
    ),
    "files_held_open": Sentence(
        en=(
            "{count} file(s) are still open in a program that writes into the old version, where it is "
            "lost; restart it"
        ),
        fr=(
            "{count} fichier(s) restent ouverts dans un programme qui écrit dans l’ancienne version, où cela "
            "est perdu\u00a0; redémarrez-le"
        ),
        nl=(
            "{count} bestand(en) staan nog open in een programma dat in de oude versie schrijft, waar dat "
            "verloren gaat; start het opnieuw"
        ),
        de=(
            "{count} Datei(en) sind noch in einem Programm geöffnet, das in die alte Fassung schreibt, wo es "
            "verloren geht; starten Sie es neu"
        ),
    ),
    "files_strays": Sentence(
        en="{count} file(s) of runs that have not ended lie beside the data; recover or discard them",
        fr=(
            "{count} fichier(s) d’opérations inachevées se trouvent à côté des données\u00a0; achevez-les "
            "ou écartez-les"
        ),
        nl=(
            "{count} bestand(en) van niet voltooide bewerkingen staan naast de gegevens; voltooi of "
            "verwijder ze"
        ),
        de=(
            "{count} Datei(en) nicht abgeschlossener Vorgänge liegen neben den Daten; schließen Sie die "
            "Vorgänge ab oder verwerfen Sie sie"
        ),
    ),
    "files_replaced": Sentence(
        en="changed files were replaced whole by new ones",
        fr="les fichiers modifiés ont été remplacés en entier par de nouveaux",
        nl="gewijzigde bestanden zijn in hun geheel door nieuwe vervangen",
        de="geänderte Dateien wurden vollständig durch neue ersetzt",
    ),
    "partitions": Sentence(
        en="{count} empty partition folder(s) were removed",
        fr="{count} dossier(s) de partition vides ont été supprimés",
        nl="{count} lege partitiemap(pen) zijn verwijderd",
        de="{count} leere Partitionsordner wurden entfernt",
    ),
    "parquet_lost": Sentence(
        en="the new files have no {lost} any more, which pyarrow couldn't write",
        fr="les nouveaux fichiers n’ont plus de {lost}, que pyarrow ne pouvait pas écrire",
        nl="de nieuwe bestanden hebben geen {lost} meer, die pyarrow niet kon schrijven",
        de="die neuen Dateien haben kein {lost} mehr, das pyarrow nicht schreiben konnte",
    ),
}
_PLACEHOLDER = re.compile(r"\\{(\w+)\\}")


def recognised(sentence: str) -> tuple[str, dict[str, str]] | None:
    """Which known sentence it is, and what stands in its placeholders; None where it isn't known."""
    for key, pattern in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return key, found.groupdict()
    return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (key, re.compile(_PLACEHOLDER.sub(r"(?P<\1>.+?)", re.escape(sentence.en)), re.DOTALL))
        for key, sentence in SENTENCES.items()
    )
