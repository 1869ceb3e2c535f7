"""Names, places and sentences the demo estate is made of: common words of each language, no real people.

A name in another script carries its Latin spelling after ``=``, which its e-mail address is made from.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

__all__ = ["AGENTS", "CITIES", "LANGUAGES", "NOTES", "QUEUES", "TAGS", "TOPICS", "Language", "latin"]

NAME = "{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What people of a language are called and say.

    Args:
        code: the language's ISO 639-1 code.
        share: how often it occurs among the customers, relative to the others.
        given: given names, blank-separated, as ``name`` or ``name=latin``.
        family: family names, written likewise.
        openings: first sentences of a call; ``{name}`` stands for the caller's name.
        matters: what a call is about.
        closings: last sentences of a call.
    """

    code: str
    share: float
    given: str
    family: str
    openings: tuple[str, ...]
    matters: tuple[str, ...]
    closings: tuple[str, ...]


def latin(word: str) -> tuple[str, str]:
    """A word of a list as it is written, and in lower-case ASCII letters for an e-mail address."""
    native, _, spelling = word.partition("=")
    native = native.replace("_", " ")
    plain = unicodedata.normalize("NFKD", spelling or native)
    letters = plain.translate(_UNFOLDED).encode("ascii", "ignore").decode().lower()
    return native, "".join(letter for letter in letters if letter.isalnum())


_UNFOLDED = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "æ": "ae", "đ": "d", "Đ": "D", "ı": "i"})

LANGUAGES = (
    Language(
        code="fr",
        share=34,
        given="Élise Noël Chloé Benoît Amélie François Gaëlle Jérôme Inès Loïc Mathieu Zoé Rémi Hélène",
        family="Dubois Lefèvre Lambert Crépin Delhaye Noiret Gérard Hénin d'Haese Collignon Renard Piérard",
        openings=(
            f"Bonjour, {NAME} à l'appareil.",
            f"Oui bonjour, c'est {NAME}, je vous appelle au sujet de mon contrat.",
        ),
        matters=(
            "Ma facture du mois dernier a doublé et je n'ai rien changé à ma consommation.",
            "Je déménage le mois prochain et j'aimerais transférer mon contrat à ma nouvelle adresse.",
            "Je n'ai toujours pas reçu l'attestation promise la semaine passée.",
        ),
        closings=("Très bien, je vous remercie.", "D'accord, j'attends votre courrier. Bonne journée."),
    ),
    Language(
        code="nl",
        share=28,
        given="Anneleen Joris Lotte Wouter Femke Pieter-Jan Saartje Bram Eline Stijn Ruben Liesbeth Daan",
        family="Peeters Janssens De_Smet Van_den_Broeck Claes Wouters Vermeulen Maes Coppens D'hondt Lemmens",
        openings=(
            f"Goedemiddag, met {NAME}.",
            f"Dag, u spreekt met {NAME}, ik heb gisteren ook al gebeld.",
        ),
        matters=(
            "Mijn tussentijdse afrekening klopt niet, de meterstand is verkeerd overgenomen.",
            "Ik wil graag weten wanneer de technicus langskomt.",
            "Kunt u mijn nieuwe rekeningnummer noteren voor de domiciliëring?",
        ),
        closings=("Goed zo, dank u wel.", "Prima, dan wacht ik op uw e-mail. Tot ziens."),
    ),
    Language(
        code="de",
        share=5,
        given="Jürgen Käthe Björn Anneliese Günter Mareike Sören Heike",
        family="Müller Weiß Schröder Köhler Großmann Jäger Böhm Vogel",
        openings=(f"Guten Tag, {NAME} hier.",),
        matters=(
            "Ich habe zwei Mahnungen erhalten, obwohl die Rechnung längst bezahlt ist.",
            "Ich möchte wissen, welche Daten Sie über mich gespeichert haben.",
        ),
        closings=("Vielen Dank und auf Wiederhören.",),
    ),
    Language(
        code="es",
        share=5,
        given="Íñigo Begoña Álvaro Lucía Martín Nuria Sofía Joaquín",
        family="Núñez Ibáñez García Muñoz Pérez Ordóñez Gálvez Peña",
        openings=(f"Buenos días, soy {NAME}.",),
        matters=(
            "Quisiera cambiar la fecha en que me cobran el recibo.",
            "Me llaman todas las semanas con ofertas y ya pedí que no lo hicieran.",
        ),
        closings=("Muchas gracias, hasta luego.",),
    ),
    Language(
        code="it",
        share=4,
        given="Niccolò Beatrice Giosuè Chiara Matteo Ilaria",
        family="Ferrari Conti D'Angelo Greco Marchetti Villa",
        openings=(f"Buongiorno, sono {NAME}.",),
        matters=("Vorrei capire perché l'ultima bolletta è così alta.",),
        closings=("Perfetto, grazie mille.",),
    ),
    Language(
        code="pt",
        share=3,
        given="João Conceição Tomás Inês Gonçalo Beatriz",
        family="Gonçalves Simões Magalhães Araújo Guimarães Leitão",
        openings=(f"Bom dia, fala {NAME}.",),
        matters=("Queria alterar a morada do contrato, por favor.",),
        closings=("Obrigado, um bom dia.",),
    ),
    Language(
        code="pl",
        share=4,
        given="Łukasz Małgorzata Grażyna Wojciech Żaneta Bartłomiej",
        family="Wójcik Kowalczyk Dąbrowska Zieliński Szczęsny Jabłońska",
        openings=(f"Dzień dobry, mówi {NAME}.",),
        matters=("Chciałabym się dowiedzieć, dlaczego rachunek jest wyższy niż zwykle.",),
        closings=("Dziękuję bardzo, do widzenia.",),
    ),
    Language(
        code="tr",
        share=4,
        given="Çağla Gökhan İpek Şebnem Barış Özge",
        family="Yıldız Öztürk Kılıç Güneş Şahin Aydın",
        openings=(f"Merhaba, ben {NAME}.",),
        matters=("Sözleşmemi yeni adresime taşımak istiyorum.",),
        closings=("Teşekkür ederim, iyi günler.",),
    ),
    Language(
        code="en",
        share=3,
        given="Harriet Oliver Maeve Callum Fiona Seán",
        family="O'Connor Hughes Fletcher McKenna Barlow Whitfield",
        openings=(f"Hello, this is {NAME}.",),
        matters=("I moved out in March and I am still being billed for the old flat.",),
        closings=("Lovely, thank you. Bye.",),
    ),
    Language(
        code="el",
        share=2,
        given="Μαρία=maria Γιώργος=giorgos Ελένη=eleni Νίκος=nikos Δήμητρα=dimitra Σταύρος=stavros",
        family="Παππάς=pappas Νικολάου=nikolaou Γεωργίου=georgiou Αγγέλου=angelou Βλάχος=vlachos",
        openings=(f"Καλημέρα σας, είμαι {NAME}.",),
        matters=("Θα ήθελα να μάθω γιατί ο λογαριασμός μου αυξήθηκε τόσο πολύ.",),
        closings=("Σας ευχαριστώ πολύ.",),
    ),
    Language(
        code="uk",
        share=2,
        given="Оксана=oksana Тарас=taras Їржина=irzhyna Богдан=bohdan Леся=lesia Юрій=yurii",
        family="Шевчук=shevchuk Бондаренко=bondarenko Ґонта=gonta Мельник=melnyk Савченко=savchenko",
        openings=(f"Добрий день, мене звати {NAME}.",),
        matters=("Я хотіла б змінити номер телефону у своєму договорі.",),
        closings=("Дуже дякую, гарного дня.",),
    ),
    Language(
        code="ar",
        share=4,
        given="ليلى=layla يوسف=youssef فاطمة=fatima كريم=karim سلمى=salma أمين=amine",
        family="بنعلي=benali المرابط=elmrabet حدّاد=haddad الزهراوي=zahraoui بوعزة=bouazza منصور=mansour",
        openings=(f"صباح الخير، أنا {NAME}.",),
        matters=("أريد أن أعرف لماذا تضاعفت فاتورة الكهرباء هذا الشهر.",),
        closings=("شكراً جزيلاً، مع السلامة.",),
    ),
    Language(
        code="he",
        share=1.5,
        given="נועה=noa איתן=eitan מיכל=michal אורי=uri תמר=tamar",
        family="לוי=levy ברק=barak שרון=sharon גולן=golan פרידמן=friedman",
        openings=(f"שלום, מדברת {NAME}.",),
        matters=("אני רוצה לעדכן את הכתובת שלי בחשבון.",),
        closings=("תודה רבה ויום טוב.",),
    ),
    Language(
        code="zh",
        share=1.5,
        given="小明=xiaoming 美玲=meiling 建国=jianguo 雅婷=yating 志强=zhiqiang",
        family="王=wang 李=li 张=zhang 欧阳=ouyang 陈=chen 赵=zhao",
        openings=(f"您好，我是{NAME}。",),
        matters=("我想了解一下上个月的账单为什么这么高。",),
        closings=("好的，谢谢您，再见。",),
    ),
    Language(
        code="hi",
        share=1.5,
        given="प्रिया=priya अर्जुन=arjun श्रेया=shreya विक्रम=vikram ऋतु=ritu",
        family="शर्मा=sharma वर्मा=verma सिंह=singh त्रिपाठी=tripathi मिश्रा=mishra",
        openings=(f"नमस्ते, मैं {NAME} बोल रही हूँ।",),
        matters=("मुझे पिछले महीने का बिल दोबारा भेज दीजिए।",),
        closings=("धन्यवाद, नमस्ते।",),
    ),
    Language(
        code="th",
        share=1,
        given="สมชาย=somchai กนกวรรณ=kanokwan ปรีชา=preecha มาลี=malee",
        family="ใจดี=jaidee ศรีสุข=srisuk ทองคำ=thongkham วงศ์ไทย=wongthai",
        openings=(f"สวัสดีค่ะ ดิฉัน {NAME}",),
        matters=("อยากสอบถามเรื่องใบแจ้งหนี้เดือนที่แล้วค่ะ",),
        closings=("ขอบคุณมากค่ะ",),
    ),
    Language(
        code="vi",
        share=0.5,
        given="Thảo Quỳnh Dũng Hương",
        family="Nguyễn Trần Phạm Đặng",
        openings=(f"Xin chào, tôi là {NAME}.",),
        matters=("Tôi muốn đổi địa chỉ nhận hóa đơn.",),
        closings=("Cảm ơn, chào bạn.",),
    ),
)

CITIES = (
    "Bruxelles",
    "Liège",
    "Namur",
    "Charleroi",
    "Mons",
    "Braine-l'Alleud",
    "Ottignies-Louvain-la-Neuve",
    "Gent",
    "Antwerpen",
    "Leuven",
    "Brugge",
    "Oostende",
    "Sint-Niklaas",
    "Eupen",
    "Saint-Hubert",
)

AGENTS = ("Nadia Brasseur", "Tom Verlinden", "Claire Fontenoy", "Ömer Aksoy", "Silke De Wit", "Hugo Marchal")

QUEUES = ("facturation", "contrats", "technique", "fidélisation")

TOPICS = ("facture", "déménagement", "réclamation", "données personnelles", "compteur", "paiement")

TAGS = ("urgent", "à rappeler", "satisfait", "escalade", "facturation", "contrat", "terugbellen")

NOTES = (
    "A appelé au sujet de sa facture; plan d'apurement proposé.",
    "Klant vraagt een nieuwe afrekening; meterstand nagekeken.",
    "Rappeler jeudi après 17 h.",
    "Mécontent du délai.\nGeste commercial accordé par la cheffe d'équipe.",
    "Adreswijziging doorgegeven per telefoon.",
    "Demande d'accès à ses données transmise au délégué.",
    "Kunde spricht Deutsch; Rückruf durch Eupen.",
    'A dit : "je ne veux plus d\'appels publicitaires".',
    "",
)
