"""Where the people of the demo club live, and the names they could have there. Every full name is put together."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A country with cities in their zones, languages, and parts of names."""

    country: str
    cities: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


_TABLE = """
DE|Berlin=Europe/Berlin,Leipzig=Europe/Berlin,Oldenburg=Europe/Berlin,Nürnberg=Europe/Berlin,Kassel=Europe/Berlin|de,en|Annegret,Silke,Frauke,Dörte,Jule,Wiebke,Derya,Heike|Torben,Jürgen,Mirko,Henning,Emre,Lothar,Falk,Ole|Brückner-Wiesenthal,Hasselbring,Öztürk-Lange,Vogelsang,Tiefensee,Kuhlmannsegg,Grünwald,Petersen-Hoyer,Rademacher,Stoltzenfeld
AT|Wien=Europe/Vienna,Graz=Europe/Vienna,Innsbruck=Europe/Vienna|de,en|Theresia,Veronika,Lieselotte,Magdalena|Alois,Korbinian,Valentin,Matthäus|Oberhollenzer,Steinwender,Hinterleitner,Zwettler,Achleitner
CH|Zürich=Europe/Zurich,Bern=Europe/Zurich,Chur=Europe/Zurich|de,fr,en|Regula,Ursina,Mirjam,Vreni|Beat,Reto,Urs,Gian|Zumthurm,Camenisch-Caduff,Bühlmann,Ammannsegger,Tschudinger
GB|Leeds=Europe/London,Cardiff=Europe/London,Glasgow=Europe/London|en|Imogen,Rhiannon,Morag,Bernice|Alasdair,Desmond,Huw,Kelvin|Ashworthy,Penhallow,Strathmoor,Okonedo-Hill,Wainscott
IE|Galway=Europe/Dublin,Cork=Europe/Dublin|en,ga|Aoife,Gráinne,Niamh|Cormac,Diarmuid,Eoghan|Ó Maolruanaidh,Geraghty,Mac Conghail
FR|Lyon=Europe/Paris,Nantes=Europe/Paris|fr,en|Solène,Maëlys,Fatoumata|Gwenaël,Thibault,Idriss|Beauregard-Lachaume,Kerouédan,Montfaucon,Diarrassouba
ES|Valencia=Europe/Madrid,Bilbao=Europe/Madrid|es,ca,en|Nekane,Remedios,Itziar|Joaquín,Unai,Ximo|Etxeberrigarai,Villalonga,Carrascosa
PT|Porto=Europe/Lisbon,Évora=Europe/Lisbon|pt,en|Ana Beatriz,Leonor,Graça|Duarte,Tomás,Gonçalo|Vasconcelos de Albuquerque Figueiredo,Quintela,Sardinha
IT|Bologna=Europe/Rome,Trieste=Europe/Rome|it,en|Ludovica,Fiammetta,Ornella|Ruggero,Tancredi,Amedeo|Bencivenga,Dell’Acquasanta,Morandini
NL|Utrecht=Europe/Amsterdam|nl,en,de|Marijke,Fenna,Saskia|Joost,Wouter,Ruben|van den Broekhuizen,Hoogstraaten,Terpstra
PL|Kraków=Europe/Warsaw,Gdańsk=Europe/Warsaw|pl,en|Zdzisława,Kinga,Bożena|Wojciech,Przemysław,Zbigniew|Brzęczykowska,Jaworznicki,Szczepańczyk
SE|Umeå=Europe/Stockholm|sv,en|Ingegerd,Tuva,Ylva|Torbjörn,Sixten,Yonas|Sjögrensdotter,Åkerblom,Lindqvarn
FI|Tampere=Europe/Helsinki|fi,sv,en|Sirkka-Liisa,Aino,Helmi|Väinö,Jukka-Pekka,Tapio|Hämäläistuomi,Korpikallio,Yliniemelä
UA|Lviv=Europe/Kyiv|uk,pl,en|Oksana,Solomiia,Zoriana|Bohdan,Ostap,Yaroslav|Kovalyshyn,Hrytsaienko,Zaporozhchenko
TR|Izmir=Europe/Istanbul,Bursa=Europe/Istanbul|tr,en|Gülbahar,Nilüfer,Şebnem|Çağatay,Tarık,Orhun|Karabulutoğlu,Yıldıztepe,Işıkdemir
NG|Lagos=Africa/Lagos,Ibadan=Africa/Lagos|en,yo,ig|Adaeze,Folasade,Ngozi|Chukwuemeka Oluwaseun,Babatunde,Ikenna|Adebayo-Nwachukwu,Okonjiba,Akinfolarin
KE|Nairobi=Africa/Nairobi,Kisumu=Africa/Nairobi|en,sw|Wanjiru,Achieng,Nyambura|Kipchirchir,Otieno,Mwangi|Kamaumbo,Odhiambole,Cheruiyott
GH|Accra=Africa/Accra|en|Akosua,Esi,Abena|Kwabena,Kojo,Yaw|Asantewaah-Boateng,Mensahene,Ofori-Attakora
ZA|Durban=Africa/Johannesburg,Gqeberha=Africa/Johannesburg|en,zu|Nomvula,Thandeka|Sibusiso,Lwazi|Mkhizelani,Dlaminguni
ZA|Stellenbosch=Africa/Johannesburg|en,af|Anneke,Liezl|Pieter-Dirk,Hannes|van der Westhuysen,Groenewaldt
EG|Alexandria=Africa/Cairo|ar,en|Nermine,Dalia,Shaimaa|Tarek,Wael,Hossam|el-Sharqawi,Abdelmoneim,Mansourani
IN|Pune=Asia/Kolkata,Kochi=Asia/Kolkata|en,hi,mr|Lakshmipriya,Anjali,Meenakshi|Vijayaraghavan,Devdutt,Aniruddha|Kulkarnishastri,Padmanabhanunni,Chattopadhyaykar
NP|Pokhara=Asia/Kathmandu|ne,en|Sarmila,Pabitra|Bishnu,Tenzing|Shresthacharya,Gurungela
BD|Chattogram=Asia/Dhaka|bn,en|Farzana,Rumana|Shafiqul,Tanvir|Choudhurani,Rahmatullah
LK|Kandy=Asia/Colombo|si,ta,en|Dilrukshi,Sanduni|Nuwan,Thilak|Wickramasinghage,Ratnayakege
SG|Singapore=Asia/Singapore|en,zh|Hui Min,Shu Fen|Wei Liang,Jun Kai|Tanlim,Ong-Chew
PH|Cebu=Asia/Manila|en,fil|Marisol,Luzviminda|Crisanto,Rommel|Dimaculanganan,Villaruelo
VN|Đà Nẵng=Asia/Ho_Chi_Minh|vi,en|Thị Mai,Thùy Dương|Quốc Bảo,Minh Khôi|Nguyễn-Lâm,Đặng-Trịnh
JP|Kanazawa=Asia/Tokyo,Sendai=Asia/Tokyo|ja,en|Chihiro,Sayuri|Kenjirō,Haruto|Shinomiyama,Takahashiri
KR|Daegu=Asia/Seoul|ko,en|Eun-ji,Hye-rin|Sung-min,Tae-yang|Hwangbo,Namgoong
AU|Hobart=Australia/Hobart,Perth=Australia/Perth,Adelaide=Australia/Adelaide|en|Kirra,Bronwyn|Lachlan,Dimitri|Featherstonehaugh,Papanikolaidis,Marrinup
NZ|Dunedin=Pacific/Auckland|en|Aroha,Philippa|Tāmati,Rangi|Te Ahumairangi,Kirkbridge
US|Albuquerque=America/Denver,Milwaukee=America/Chicago,Portland=America/Los_Angeles,Pittsburgh=America/New_York|en,es|Lakeisha,Marguerite,Soledad,Winifred|Thaddeus,Ignacio,Elijah,Curtis|Vanderhoeven,Riverstone,Castellanos-Reed,Whitlockson
CA|Halifax=America/Halifax,Saskatoon=America/Regina|en,fr|Noémie,Mackenzie|Étienne,Callum|Thibodeau-MacIsaac,Gallantree
CA|Surrey=America/Vancouver|en,pa,hi|Harleen,Simran|Gurpreet,Manvir|Sandhuwalia,Bhullargarh
MX|Mérida=America/Merida,Oaxaca=America/Mexico_City|es,en|Xóchitl,Guadalupe|Cuauhtémoc,Refugio|Canul Pech,Ixtlahuaca
BR|Recife=America/Recife,Curitiba=America/Sao_Paulo|pt,en|Jurema,Iracema|Ubirajara,Caetano|Cavalcanti de Souza,Nepomucena
CO|Manizales=America/Bogota|es,en|Yolanda,Ximena|Wilfrido,Edilberto|Arboledaño,Zuluagarte
AR|Rosario=America/Argentina/Buenos_Aires|es,en|Candelaria,Malena|Facundo,Lisandro|Etchegoyenaga,Bustamantini
"""  # noqa: E501  (a table reads better unwrapped)


def places() -> tuple[Place, ...]:
    """All places; Germany, Austria and Switzerland come first."""
    found = []
    for line in _TABLE.strip().splitlines():
        country, cities, languages, women, men, families = line.split("|")
        found.append(
            Place(
                country=country,
                cities=tuple((city, zone) for city, zone in (each.split("=") for each in cities.split(","))),
                languages=tuple(languages.split(",")),
                women=tuple(women.split(",")),
                men=tuple(men.split(",")),
                families=tuple(families.split(",")),
            )
        )
    return tuple(found)
