"""Invented records in the formats of databases: `SAMPLES` has, for each, the text, the line that is said of it and what
its first record must be read as."""

from __future__ import annotations

EMBASE_RIS = """TY  - JOUR
M3  - Conference Abstract
Y1  - 2014
VL  - 3
IS  - 3
SP  - 152
EP  - 160
SN  - 2226-7190
JF  - Journal of Kettles
JO  - J. Kettles
UR  - http://www.embase.com/search/results?subaction=viewrecord&from=export&id=L900000001
U2  - L900000001
C5  - 90000001
DB  - Embase
DB  - Medline
L2  - http://dx.doi.org/10.99999/kettle.1
LK  - http://sfx.example.org/x?sid=EMBASE&issn=22267190&id=doi:10.99999%2Fkettle.1&atitle=Tea
A1  - Teapot R.
A1  - van der Cup D.G.
M1  - (Teapot R.) Department of Tea, Nowhere
AD  - R. Teapot, Department of Tea, Nowhere
T1  - Tea in kettles: A trial
LA  - English
KW  - tea
KW  - kettle
N2  - Registered as NCT 01234567 before tea was made.
ER  -

TY  - JOUR
T1  - Second
U2  - L900000002
DB  - Embase
UR  - http://www.embase.com/search/results?id=L900000002
ER  -
"""

SCOPUS_RIS = """TY  - JOUR
TI  - Tea in kettles
T2  - Journal of Kettles
J2  - J. Kettles
VL  - 111
C7  - 104501
PY  - 2020
DO  - 10.99999/Kettle.2
SN  - 22267190 (ISSN); 9780000000002 (ISBN)
AU  - Teapot, R.
AB  - Tea. © 2020 Nobody
N1  - Export Date: 18 November 2020
M3  - Article
DB  - Scopus
C2  - 90000002
LA  - English
N1  - References: Cup, D., A trial (NCT09999999) (2015) J. Kettles, 1, pp. 1-2;
Cup, D., Another trial (2016) J. Kettles, 2, pp. 3-4
UR  - https://www.scopus.com/inward/record.uri?eid=2-s2.0-900001&doi=10.99999%2fkettle.2&partnerID=40
ER  -
"""

OVID_RIS = """1.
TY  - JOUR
DB  - Ovid MEDLINE(R) ALL <1946 to November 2020>
AN  - 90000003
T1  - Tea in kettles.
A1  - Teapot, Rose
Y1  - 2019//
N2  - Tea.
KW  - *Tea
JF  - Journal of Kettles
SP  - No
EP  - Specified
SN  - 2226-7190
DO  - https://dx.doi.org/10.99999/kettle.3
L2  - https://ovidsp.ovid.com/ovidweb.cgi?T=JS&AN=90000003
ER  -
NL  - J Kettles
Link to the Ovid Full Text or citation: https://ovidsp.example.org/x

2.
TY  - JOUR
AN  - 90000004
DB  - Ovid MEDLINE(R) ALL <1946 to November 2020>
T1  - Second.
ER  -
"""

PROQUEST_RIS = """____________________________________________________________

TY  - JOUR
T1  - Tea in kettles
AN  - 2214990000; 51887
AB  - Tea.
JF  - Journal of Kettles
AU  - Teapot, Rose
PY  - 2019
SN  - 2226-7190, 2226-7190
UR  - https://search.proquest.com/docview/2214990000?accountid=1
L2  - http://sfx.example.org/x?genre=article&date=2019-03-25
DB  - PTSDpubs
DO  - http://dx.doi.org/10.99999/kettle.4
ER  -
____________________________________________________________

"""

EBSCO_RIS = """TY  - JOUR
ID  - 137000001
T1  - Tea in kettles
AU  - Teapot, Rose
JO  - Journal of Kettles
JF  - Journal of Kettles
Y1  - 2019/03//
VL  - 21
IS  - 3
SP  - 12
EP  - 20
SN  - 22267190
AB  - Tea.
N1  - Accession Number: 137000001. Language: English. Publication Type: research; randomized controlled trial. PMID: NLM90000005.
UR  - https://search.ebscohost.com/login.aspx?direct=true&db=ccm&AN=137000001&site=ehost-live
DP  - EBSCOhost
DB  - ccm
ER  -
"""

CENTRAL_RIS = """Record #1 of 1
Provider: John Wiley & Sons, Ltd.
Content: text/plain; charset="UTF-8"

TY  - JOUR
AN  - CN-09000001
AU  - Teapot, R
TI  - Tea in kettles
JA  - Journal of kettles
PY  - 2019
VL  - 12
IS  - 3
SP  - 123‐130
C3  - PUBMED 90000006,EMBASE 900000006
M3  - Journal article
KW  - *Tea
DO  - 10.99999/kettle.6
UR  - https://www.cochranelibrary.com/central/doi/10.1002/central/CN-09000001/full
ER  -

"""

PUBMED_ENDNOTE_RIS = """
TY  - JOUR
AB  - Tea.
AD  - Department of Tea.
Department of Cups.
AN  - 90000007
AU  - Teapot, R.
DA  - Mar 1
DO  - 10.99999/kettle.7
DP  - NLM
ET  - 2018/02/21
IS  - 3
KW  - Tea
Kettles/*therapy
LA  - eng
N1  - 1347-3352
Teapot, Rose
Journal Article
Randomized Controlled Trial
J Kettles. 2018 Mar 1;67(3):335-344. doi: 10.99999/kettle.7.
PY  - 2018
SN  - 1345-8957
SP  - 335-344
ST  - Tea
T2  - J Kettles
TI  - Tea in kettles
VL  - 67
ID  - 62
ER  -
"""

WOS_RIS = """TY  - JOUR
AU  - Teapot, R
AU  - Cup, DG
TI  - Tea in kettles
T2  - JOURNAL OF KETTLES
LA  - English
KW  - tea
SN  - 2226-7190
J9  - J KETTLES
DA  - JUN 19
PY  - 2023
VL  - 14
C7  - 1175856
DO  - 10.99999/kettle.8
WE  - Science Citation Index Expanded (SCI-EXPANDED)
AN  - WOS:000900000000008
N1  - Times Cited in Web of Science Core Collection:  1
Total Times Cited:  1
ER  -
"""

WOS_PLAIN = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Teapot, R
   Cup, DG
AF Teapot, Rose
   Cup, Daisy G.
TI Tea in kettles: a long title that
   goes on
SO JOURNAL OF KETTLES
LA English
DT Article; Early Access
DE tea; kettle;
   cup
ID CERAMIC WARE
AB Tea.
C1 [Teapot, Rose] Dept Tea, Nowhere.
CR Cup D, 2015, J KETTLES, V1, P1, DOI 10.99999/other
   Cup D, 2016, J KETTLES, V2, P3
SN 2226-7190
EI 2226-7191
PD JAN-FEB
PY 2019
VL 5
IS 2
BP 12
EP 20
DI 10.99999/kettle.9
PM 90000009
ZZ tag of tomorrow
UT WOS:000900000000009
ER

PT C
AU Cup, D
TI Second
UT WOS:000900000000010
ER

EF
"""

WOS_TABLE = (
    "PT\tAU\tAF\tTI\tSO\tPY\tVL\tIS\tBP\tEP\tDI\tUT\tPM\n"
    'J\tTeapot, R; Cup, DG\tTeapot, Rose; Cup, Daisy G.\tTea in "kettles"\tJ KETTLES\t2019\t5\t2\t12\t20\t10.99999/kettle.10\tWOS:1000001\t\n'
    'J\tCup, D\tCup, Daisy\tA 5" tube\tJ KETTLES\t2019\t\t\t\t\t\tWOS:1000002\t90000010\n'
)

NBIB = """PMID- 90000011
OWN - NLM
STAT- MEDLINE
DCOM- 20200101
IS  - 2226-7190 (Electronic)
IS  - 2226-7191 (Linking)
VI  - 12
IP  - 3
DP  - 2012 Aug 2
TI  - [Tea in kettles].
PG  - 123-30
LID - 10.99999/kettle.11 [doi]
AB  - Tea that goes
      on in a second line.
FAU - Teapot, Rose
AU  - Teapot R
AD  - Department of Tea.
FAU - Cup, Daisy G
AU  - Cup DG
CN  - Kettle Study Group
LA  - chi
SI  - ClinicalTrials.gov/NCT01234568
GR  - 1/Kettle Foundation/
PT  - Journal Article
PT  - Retracted Publication
TT  - 茶与壶
PL  - China
TA  - J Kettles
JT  - Journal of kettles
CIN - J Kettles. 2013 Jan;13(1):1. PMID: 90000012
RIN - J Kettles. 2014 Jan;14(1):1. doi: 10.99999/notice.11.
EIN - J Kettles. 2013 Mar;13(3):9
CRI - J Kettles. 2015;15:1. PMID: 90000013
MH  - *Tea
OT  - kettles
EDAT- 2012/08/03 06:00
AID - S2226-7190(12)00001-1 [pii]
AID - 10.99999/kettle.11 [doi]
ZZZ - tag of tomorrow
SO  - J Kettles. 2012 Aug 2;12(3):123-30. doi: 10.99999/kettle.11.

PMID- 90000014
DP  - 2013 Jan-Feb
TI  - Second.
AU  - Cup DG
SO  - J Kettles. 2013 Jan-Feb;13(1):1.
"""

OVID_TAGGED = """<1. >
VN  - Ovid Technologies
DB  - Embase
UI  - 900000015
TI  - Tea in kettles.
SO  - Journal of Kettles. 12(3) (pp 123-130), 2018. Date of Publication: 15 Mar 2018.
AU  - Teapot R.
AU  - Cup D.G.
IN  - (Teapot, Cup) Department of Tea, Nowhere
      (Cup) Department of Cups
AB  - Tea.
Method(s): Kettles.
IS  - 2226-7190
DO  - http://dx.doi.org/10.99999/kettle.15
LG  - English
PT  - Conference Abstract
PM  - 90000015 [http://www.ncbi.nlm.nih.gov/pubmed/?term=90000015]
YR  - 2018

<2. >
VN  - Ovid Technologies
DB  - Embase
UI  - 900000016
TI  - Second.
"""

NOTE_EXPRESS = """{Reference Type}: Journal Article
{Title}: 茶与壶的随机对照试验
{Translated Title}: A randomised trial of tea in kettles
{Author}: 茶一
{Author}: 欧阳壶二
{Translated Author}: CHA Yi
{Author Address}: 无名大学
{Journal}: 茶壶杂志
{Translated Journal}: Journal of Kettles
{ISBN/ISSN}: 2226-7190
{Year}: 2020
{Volume}: 5
{Issue}: 1
{Pages}: 49-51
{Keywords}: 茶
{Keywords}: 壶
{Abstract}: 目的 茶。注册号ChiCTR-TRC-12002345。
结果 壶。
{URL}: http://www.wanfangdata.com.cn/details/detail.do?_type=perio&id=chahu202001019
{DOI}: 10.99999/chahu.2020.01
{Database Provider}: 北京万方数据股份有限公司
{Language}: chi


{Reference Type}: Thesis
{Title}：茶的研究
{Author}：茶三;
{Tertiary Author}：壶四
{Publisher}：无名大学
{Year}：2018
{Database Provider}：CNKI
"""

REFER = """%0 Journal Article
%A 茶一;欧阳壶二;
%+ 无名大学;
%T 茶与壶
%J 茶壶杂志
%D 2024
%V 47
%N 16
%K 茶;壶
%X 目的:茶。
%P 118-120+123
%@ 2226-7190
%L 36-1287/S
%U https://link.cnki.net/doi/10.99999/j.cnki.chahu.2024.16.040
%R 10.99999/j.cnki.chahu.2024.16.040
%W CNKI

%0 Thesis
%A 茶三 %A 壶四
%Y 杯五
%I 无名大学
%T 茶的研究
%9 博士
%D 2018
%W CNKI
"""

REFER_BLOCKS = """%T Tea in kettles
%0 Journal Article
%A Teapot, Rose
%A Cup, Daisy G.
%B Journal of Kettles
%D 2021
%8 September  1, 2021
%V 45
%N 3
%P 1309-1348
%U https://example.org/vol45/iss3/13
%X Tea.

Kettles.
%K tea


%T Second, without a type
%B Journal of Kettles
%D 2021
"""

REFWORKS = """RT Journal Article
SR 1
A1 茶一;欧阳壶二
AD 无名大学;
T1 茶与壶
JF 茶壶杂志
YR 2020
IS 12
vo 49
OP 1106-1111+1117
K1 茶;壶
AB 目的 茶。
NO 含量升高，CR率为40%。
CR 40例。
SN 2226-7190
DS CNKI
LK https://link.cnki.net/doi/10.99999/chahu.20
DO 10.99999/chahu.20

RT Dissertation/Thesis
SR 1
A1茶三
A3 壶四
PB 无名大学
T1 茶的研究
CL 硕士
YR 2015
DS CNKI
"""

REFWORKS_ENGLISH = """RT Journal Article
SR Print(0)
ID 12
A1 Teapot,Rose
A1 Cup,Daisy G.
T1 Tea in kettles
JF Journal of Kettles
YR 2019
VO 5
IS 2
SP 12
OP 20
K1 Tea
AB Tea.
IL 6 rose.
NO ID: 5; LR: 20200101
SN 2226-7190
DO 10.99999/kettle.21
"""

E_STUDY = """DataType: 1
Title-题名: 茶与壶
Author-作者: 茶一;欧阳壶二;
Source-刊名: 茶壶杂志
Year-年: 2013
PubTime-出版时间: 2013-04-01
Keyword-关键词: 茶;壶
Summary-摘要: 目的:茶。
Period-期: 07
Page-页码: 161
SrcDatabase-来源库: 期刊
Organ-机构: 无名大学;
Link-链接: https://kns.cnki.net/kcms/detail/detail.aspx?FileName=CHHU201307097&DbName=CJFQ2013

DataType: 2
Title-题名: 茶的研究
Author-作者: 茶三
"""

BRACKETS = """【流水号】2020900001
【标　题】茶与壶
【英文标题】Tea in kettles
【作　者】茶一;欧阳壶二
【作者单位】无名大学
【出　处】茶壶杂志 2019;40(3):200-204
【关键词】茶;壶
【摘　要】目的:茶。

【流水号】2020900002
【标　题】茶的研究
"""

COCHRANE = """Record #1 of 2
ID: CN-09000022
AU: Teapot R
AU: Cup DG
TI: Tea in kettles
SO: Journal of kettles
YR: 2019
VL: 12
NO: 3
PG: 123‐130
PM: PUBMED 90000022
XR: EMBASE 900000022
PT: Journal article; Randomized controlled trial
KY: *Tea; kettle
DOI: 10.99999/kettle.22
AB: Tea.
US: https://www.cochranelibrary.com/central/doi/10.1002/central/CN-09000022/full


Record #2 of 2
ID: CN-09000023
TI: IRCT20100904003679N2, tea in Shiraz
SO: https://trialsearch.who.int/Trial2.aspx?TrialID=IRCT20100904003679N2
YR: 2018
"""

ENDNOTE_XML = """<?xml version="1.0" encoding="UTF-8" ?><xml><records><record><database name="My.enl" path="My.enl">My.enl</database>\
<source-app name="EndNote" version="20.2">EndNote</source-app><rec-number>5</rec-number><foreign-keys><key app="EN">5</key></foreign-keys>\
<ref-type name="Journal Article">17</ref-type><contributors><authors><author><style face="normal">Teapot, Rose</style></author>\
<author><style face="normal">Kettle Study Group,</style></author></authors></contributors><auth-address><style>Nowhere</style></auth-address>\
<titles><title><style face="normal">Tea in </style><style face="italic">kettles</style>&#x2;</title>\
<secondary-title><style>J Kettles</style></secondary-title></titles><periodical><full-title><style>Journal of Kettles</style></full-title></periodical>\
<pages><style>12-20</style></pages><volume><style>5</style></volume><number><style>2</style></number>\
<keywords><keyword><style>tea</style></keyword><keyword><style>kettle</style></keyword></keywords>\
<dates><year><style>2019</style></year><pub-dates><date><style>Mar 1</style></date></pub-dates></dates><isbn><style>2226-7190</style></isbn>\
<accession-num><style>90000024</style></accession-num><abstract><style>Tea.</style></abstract><notes><style>a note</style></notes>\
<urls><related-urls><url><style>https://doi.org/10.99999/kettle.24</style></url></related-urls></urls>\
<custom1><style>yes</style></custom1><remote-database-provider><style>NLM</style></remote-database-provider><language><style>eng</style></language></record>
<record><ref-type name="Book">6</ref-type><titles><title><style>Second</style></title></titles></record></records></xml>
"""

ICTRP_XML = """<?xml version='1.0' encoding='UTF-8' ?>
<Trials_downloaded_from_ICTRP>
  <Trial><Export_date>08/28/2026 20:14:44</Export_date>
    <Internal_Number>1
    </Internal_Number>
    <TrialID>ChiCTR1900023456
    </TrialID>
    <Public_title>Tea in kettles
    </Public_title>
    <Scientific_title>A phase 1 study of tea
    </Scientific_title>
    <Acronym/>
    <Source_Register>ChiCTR
    </Source_Register>
    <web_address>https://www.chictr.org.cn/showproj.html?proj=1
    </web_address>
    <Date_registration3>20190528
    </Date_registration3>
    <Condition>Thirst; cold
    </Condition>
    <Secondary_ID>NCT01234569
    </Secondary_ID>
    </Trial>
</Trials_downloaded_from_ICTRP>
"""

BIBTEX = r"""@article{teapot2019,
  title = {Tea in {K}ettles: caf{\'e} \& more},
  volume = {5}, number = {2}, pages = {12--20},
  issn = {2226-7190},
  url = {https://example.org/a_b},
  doi = {10.99999/kettle.25},
  abstract = {Tea at 100% of the dose, x_1 & y.},
  language = {en},
  journal = {Journal of Kettles},
  author = {Teapot, Rose and van der Cup, Daisy and {Kettle and Cup Study Group}},
  month = mar, year = {2019},
  keywords = {tea, kettle},
  note = {PMID: 90000025},
}
@comment{not a record}
@article{teapot2019,
  title = {Second, under the same key},
  year = {n.d.}
}
"""

PUBMED_CSV = """PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI
90000026,"Tea in kettles, a trial","Teapot R, Cup DG, van Saucer A.","J Kettles. 2011 Jun;50(6):349-69. doi: 10.99999/kettle.26.",Teapot R,J Kettles,2011,2011/05/11,,,10.99999/kettle.26
"""

SCOPUS_CSV = '''Authors,Author full names,Author(s) ID,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,Page count,Cited by,DOI,Link,Affiliations,Abstract,Author Keywords,Index Keywords,References,ISSN,PubMed ID,Language of Original Document,Document Type,Source,EID
"Teapot R.; Cup D.G.","Teapot, Rose (57200000001); Cup, Daisy G. (57200000002)","57200000001;57200000002","Tea in ""kettles""",2019,"Journal of Kettles","5","2","","12","20","",3,"10.99999/kettle.27","https://www.scopus.com/inward/record.uri?eid=2-s2.0-900027&doi=10.99999%2fkettle.27","Dept Tea","Tea.
Kettles.","tea; kettle","human","Cup D., NCT09999999 (2015)","22267190","90000027","English","Article","Scopus","2-s2.0-900027"
'''

EMBASE_CSV = """Title,Original Title,Author Names,Correspondence Address,Editors,Source,Abstract,Emtree Medical Index Terms,keywords,Clinical Trial Numbers,Open URL Link
"Tea in kettles",,"Teapot R., Cup D.G.","R. Teapot, Nowhere",,"Journal of Kettles (2004) 102:4 (253-258). Date of Publication: 25 Aug 2004",Tea.,"tea (drug therapy, diagnosis), kettle","tea, kettle",NCT01234560,http://sfx.example.org/x?id=doi:10.99999%2Fkettle.28&atitle=Tea
"""

EMBASE_BY_RECORD = """"TITLE","Tea in kettles"
"AUTHOR NAMES","Teapot R.","Cup D.G."
"SOURCE","Journal of Kettles (2019) 54 (83-86). Date of Publication: 1 Jan 2019"
"ABSTRACT","Tea."
"PUI","L900000029"
"DOI","10.99999/kettle.29"

"TITLE","Second"
"AUTHOR NAMES","Cup D.G."
"PUI","L900000030"
"""

CLINICALTRIALS_CSV = """NCT Number,Study Title,Study URL,Acronym,Study Status,Brief Summary,Conditions,Interventions,Other IDs,Start Date,First Posted
NCT01234561,Tea in Kettles,https://clinicaltrials.gov/study/NCT01234561,TEA,COMPLETED,Tea.,Thirst|Cold,DRUG: Tea,EudraCT 2012-001234-56,2012-05,2012-05-03
"""

ICTRP_CSV = """TrialID,Last Refreshed on,Public title,Scientific title,Primary sponsor,Date registration,Date registration3,Source Register,web address
IRCT20100904003679N2,1 May 2020,Tea,Tea in kettles,Nobody,2018-03-01,20180301,IRCT,http://en.irct.ir/trial/1
"""

DIMENSIONS_CSV = """"About the data: Exported on Nov 18, 2020. Criteria: tea."
Rank,Publication ID,DOI,PMID,Title,Abstract,Source title,ISSN,MeSH terms,Publication date,PubYear,Volume,Issue,Pagination,Publication Type,Authors
1,pub.1100000001,10.99999/kettle.31,90000031,Tea in kettles,Tea.,Journal of Kettles,2226-7190,Tea; Humans,2019-03-01,2019,5,2,12-20,article,"Teapot, Rose; Cup, Daisy"
"""

LENS_CSV = """Lens ID,Title,Date Published,Publication Year,Publication Type,Source Title,ISSNs,Author/s,Abstract,Volume,Issue Number,Start Page,End Page,Source URLs,PMID,DOI
000-000-000-000-031,Tea in kettles,2019-03-01,2019,journal article,Journal of Kettles,22267190;22267191,Rose Teapot; Daisy G. Cup,Tea.,5,2,12,20,http://example.org,90000032,10.99999/kettle.32
"""

OPENALEX_CSV = """id,doi,title,publication_year,publication_date,language,type,authorships.author.display_name,primary_location.source.display_name,biblio.volume,biblio.issue,biblio.first_page,biblio.last_page,ids.pmid
https://openalex.org/W9000000033,https://doi.org/10.99999/kettle.33,Tea in kettles,2019,2019-03-01,en,article,Rose Teapot|Daisy Cup,Journal of Kettles,5,2,12,20,https://pubmed.ncbi.nlm.nih.gov/90000033
"""

PLAIN_CSV = """record_id;Titel;title;abstract;year;authors;label_included
1;;"Tea; in kettles";Tea.;2019;Teapot, Rose;1
2;;;No title here;2018;;0
"""

COCHRANE_BIBTEX = """Record #1 of 1
@article{CN-09000040,
author = {Teapot, R, Cup, DG, and Saucer, A},
title = {Tea in kettles},
journal = {Journal of kettles},
year = {2019},
volume = {12},
number = {3},
pages = {123‐130},
accession_number = {PUBMED 90000040},
abstract = {No abstract available},
DOI = {10.99999/kettle.40},
URL = {https://www.cochranelibrary.com/central/doi/10.1002/central/CN-09000040/full}
}
"""

COCHRANE_CSV = """"Cochrane Review ID","Author(s)","Title","Source","Year","Abstract","DOI","ISSN","URL","Accession Number","Volume","Issue","Pages"
"CN-09000041","Teapot R; Cup DG","Tea in kettles","Journal of kettles","2019","[No abstract available]","10.99999/kettle.41","2226-7190","","PUBMED 90000041","12","3","123-130"
"""

MENDELEY_BIBTEX = """@article{Teapot2019,
   author = {Rose Teapot and Daisy G. Cup and others},
   issue = {3},
   journal = {Journal of Kettles},
   month = {5},
   pages = {12-20},
   pmid = {90000042},
   title = {Tea in kettles},
   volume = {5},
   year = {2019}
}
"""

PROQUEST_CSV = """Title,Abstract,StoreId,ArticleType,Authors,documentType,entryDate,issn,issue,language,pages,pubdate,pubtitle,year,volume,startPage,subjectTerms,digitalObjectIdentifier,DocumentURL,Database
Tea in kettles,Tea.,2214990043,Scholarly Journals,"Teapot, Rose; Cup, D G",Journal Article,2020-04-01,2226-7190,2,English,12-20,Mar 2019,Journal of Kettles,2019,5,12,tea,10.99999/kettle.43,https://example.org/docview/2214990043,MEDLINE
"""

EBSCO_CSV = """"Article Title","Author","Journal Title","ISSN","Publication Date","Volume","Issue","First Page","Page Count","Accession Number","DOI","Doctype","Subjects","Abstract","PLink"
"Tea in kettles","Teapot, Rose; Cup, DG","Journal of Kettles","22267190","Mar2019","5","2","12","9","137000044","10.99999/kettle.44","Article","Tea","Tea.","https://example.org/login.aspx?db=ccm&AN=137000044"
"""

EUROPE_PMC_CSV = """SOURCE,EXTERNAL_ID,TITLE,AUTHORS,JOURNAL_TITLE,ISSUE,JOURNAL_VOLUME,PUBLICATION_YEAR,JOURNAL_ISSN,PAGE_INFO,PUB_TYPE,DOI,FIRST_PUBLICATION_DATE
PPR,PPR900045,Tea in kettles,"Teapot R, Cup DG.",,,,2019,,,preprint,10.99999/kettle.45,2019-03-01
MED,90000045,Tea in kettles,"Teapot R, Cup DG.",J Kettles,2,5,2019,2226-7190,12-20,journal article,10.99999/kettle.46,2019-05-01
"""

LILACS_CSV = """"ID","Title","Author(s)","Source","Journal","Database(s)","Language","Publication year","Volume number","Issue number","DOI","Accession number"
"biblio-900047","Chá em chaleiras","Teapot, Rose; Cup, Daisy","J. Kettles ; 12(3): 123-130, mar. 2019.","J. Kettles","LILACS","pt","2019","12","3","10.99999/kettle.47","biblio-900047"
"""

ZOTERO_CSV = """"Key","Item Type","Publication Year","Author","Title","Publication Title","ISSN","DOI","Abstract Note","Date","Date Added","Pages","Issue","Volume","Extra"
"ABCDEFGH","journalArticle","2019","Teapot, Rose; Cup, Daisy G.","Tea in kettles","Journal of Kettles","2226-7190 2226-7191","10.99999/kettle.48","Tea.","2019-03","2023-04-21 14:11:38","12-20","2","5","Place: Nowhere PMID: 90000048  PMCID: PMC9000048"
"""

OVID_CSV = """"VN","DB","UI","TI","SO","AU","AB","DO","PT","YR"
"Ovid Technologies","Ovid MEDLINE(R)","90000049","Tea in kettles.","Journal of Kettles. 12(3):123-130, 2019 03.","Teapot R
Cup DG","Tea.","https://dx.doi.org/10.99999/kettle.49","Journal Article","2019"
"""

JAPANESE_RIS = """TY  - JOUR
TI  - 茶の臨床試験
AU  - 茶田, 一郎
AU  - 壶木, 花子
JO  - 茶壶
VL  - 60
SP  - 420
EP  - 425
PY  - 2019
LA  - ja
ER  -
"""

CNKI_CUSTOM = """SrcDatabase-来源库: 期刊
Title-题名: 茶与壶
Author-作者: 茶一;欧阳壶二;
Organ-单位: 无名大学;
Source-文献来源: 茶壶杂志
Keyword-关键词: 茶;壶
Summary-摘要: 目的:茶。
PubTime-发表时间: 2024-04-01
Year-年: 2024
Volume-卷: 47
Period-期: 16
PageCount-页码: 118-120
DOI-DOI: 10.99999/chahu.50

SrcDatabase-来源库: 硕士
Title-题名: 茶的研究
Author-作者: 茶三
"""

VIP_TEXT = """【题名】茶与壶
【作者】茶一[1] 欧阳壶二[2]
【机构】[1]无名大学 [2]无名医院
【刊名】茶壶杂志.2019,40(3).-200-204
【ISSN】2226-7190
【关键词】茶;壶

【题名】茶的研究
【作者】茶三 壶四 杯五
【刊名】茶壶杂志.2018(2).-1-3
"""

SINOMED_MARKS = """1.
【流水号】：2020900051
【标  题】：茶与壶
【作  者】：茶一(1)；欧阳壶二(1,2)
【出  处】：茶壶杂志 2019；40(3)：200-204
"""

PUBLISH_OR_PERISH_CSV = """Cites,Authors,Title,Year,Source,Publisher,ArticleURL,GSRank,DOI,Volume,Issue,StartPage,EndPage,Abstract
3,"R Teapot, DG Cup",Tea in kettles,2019,Journal of Kettles,Nobody,https://example.org/a,1,10.99999/kettle.52,5,2,12,20,Tea
"""

CTIS_CSV = """"Trial number","Trial title","Overall trial status","Countries","Decision date"
"2023-500001-12-00","Tea in kettles","Authorised, recruiting","Nowhere","2023-12-01"
"""

ISRCTN_CSV = """ISRCTN,Title,Condition,Date applied,Other identifying numbers
ISRCTN12345678,Tea in kettles,Thirst,2019-03-01,NCT01234567
"""

BIBLATEX = """% Encoding: UTF-8
@Article{Teapot2019,
  author       = {Teapot, Rose},
  date         = {2019-03-01},
  journaltitle = {Journal of Kettles},
  title        = {Tea in kettles},
  subtitle     = {A trial},
}
@Comment{jabref-meta: databaseType:biblatex;}
"""

# name, text, what is said of it, fields of the first record
SAMPLES: list[tuple[str, str, str, dict[str, object]]] = [
    ("embase.ris", EMBASE_RIS, "Embase, RIS, 2 records", {
        "identifier": "L900000001", "title": "Tea in kettles: A trial", "authors": ("Teapot, R.", "van der Cup, D.G."),
        "year": "2014", "date": "2014", "journal": "Journal of Kettles", "volume": "3", "issue": "3", "pages": "152-160",
        "doi": "10.99999/kettle.1", "pmid": "90000001", "registrations": ("NCT01234567",), "issn": ("2226-7190",),
        "language": "eng", "keywords": ("tea", "kettle"), "types": ("Conference Abstract",),
    }),
    ("scopus.ris", SCOPUS_RIS, "Scopus, RIS, 1 record", {
        "identifier": "2-s2.0-900001", "doi": "10.99999/kettle.2", "pmid": "90000002", "pages": "104501", "registrations": (),
        "issn": ("2226-7190",), "types": ("Article",), "journal": "Journal of Kettles",
    }),
    ("ovid.ris", OVID_RIS, "Ovid MEDLINE(R) ALL <1946 to November 2020>, RIS, 2 records", {
        "identifier": "90000003", "pmid": "90000003", "doi": "10.99999/kettle.3", "year": "2019", "pages": "",
        "authors": ("Teapot, Rose",), "abstract": "Tea.",
    }),
    ("proquest.ris", PROQUEST_RIS, "ProQuest, PTSDpubs, RIS, 1 record", {
        "identifier": "2214990000", "doi": "10.99999/kettle.4", "year": "2019", "issn": ("2226-7190",),
    }),
    ("ebsco.ris", EBSCO_RIS, "EBSCOhost, ccm, RIS, 1 record", {
        "identifier": "137000001", "pmid": "90000005", "date": "2019-03", "types": ("research", "randomized controlled trial"),
        "pages": "12-20",
    }),
    ("central.ris", CENTRAL_RIS, "CENTRAL, RIS, 1 record", {
        "identifier": "CN-09000001", "pmid": "90000006", "pages": "123-130", "doi": "10.99999/kettle.6",
        "journal": "Journal of kettles",
    }),
    ("pubmed-endnote.txt", PUBMED_ENDNOTE_RIS, "PubMed, RIS, 1 record", {
        "identifier": "90000007", "pmid": "90000007", "date": "2018-03-01", "pages": "335-344",
        "keywords": ("Tea", "Kettles/*therapy"), "types": ("Journal Article", "Randomized Controlled Trial"),
    }),
    ("wos.ris", WOS_RIS, "Web of Science, RIS, 1 record", {
        "identifier": "WOS:000900000000008", "date": "2023-06-19", "pages": "1175856", "authors": ("Teapot, R", "Cup, DG"),
    }),
    ("wos.ciw", WOS_PLAIN, "Web of Science, plain text (ISI), 2 records", {
        "identifier": "WOS:000900000000009", "title": "Tea in kettles: a long title that goes on",
        "authors": ("Teapot, Rose", "Cup, Daisy G."), "keywords": ("tea", "kettle", "cup"), "headings": ("CERAMIC WARE",),
        "date": "2019-01", "pages": "12-20", "doi": "10.99999/kettle.9", "pmid": "90000009",
        "issn": ("2226-7190", "2226-7191"), "types": ("Article", "Early Access"),
    }),
    ("wos.txt", WOS_TABLE, "Web of Science, table with tabs, 2 records", {
        "identifier": "WOS:1000001", "title": 'Tea in "kettles"', "authors": ("Teapot, Rose", "Cup, Daisy G."),
        "pages": "12-20", "doi": "10.99999/kettle.10",
    }),
    ("pubmed.nbib", NBIB, "PubMed, MEDLINE (nbib), 2 records", {
        "identifier": "90000011", "pmid": "90000011", "title": "Tea in kettles.", "original_title": "茶与壶",
        "authors": ("Teapot, Rose", "Cup, Daisy G", "Kettle Study Group"), "date": "2012-08-02", "pages": "123-30",
        "journal": "Journal of kettles", "volume": "12", "issue": "3", "doi": "10.99999/kettle.11",
        "abstract": "Tea that goes on in a second line.", "registrations": ("NCT01234568",), "language": "chi",
        "headings": ("*Tea",), "keywords": ("kettles",), "types": ("Journal Article", "Retracted Publication"),
        "related": (
            ("commented-by", "pmid:90000012"), ("corrected-by", "J Kettles. 2013 Mar;13(3):9"),
            ("republished-as", "pmid:90000013"), ("retracted-by", "doi:10.99999/notice.11"),
        ),
    }),
    ("ovid.ovd", OVID_TAGGED, "Ovid, Embase, Ovid, tagged, 2 records", {
        "identifier": "900000015", "pmid": "90000015", "doi": "10.99999/kettle.15", "journal": "Journal of Kettles",
        "volume": "12", "issue": "3", "pages": "123-130", "year": "2018", "authors": ("Teapot, R.", "Cup, D.G."),
        "abstract": "Tea. Method(s): Kettles.",
    }),
    ("wanfang.net", NOTE_EXPRESS, "Wanfang, NoteExpress, 2 records", {
        "identifier": "chahu202001019", "title": "A randomised trial of tea in kettles", "original_title": "茶与壶的随机对照试验",
        "authors": ("茶, 一", "欧阳, 壶二"), "journal": "茶壶杂志", "year": "2020", "pages": "49-51", "issn": ("2226-7190",),
        "keywords": ("茶", "壶"), "abstract": "目的 茶。注册号ChiCTR-TRC-12002345。结果 壶。", "language": "chi",
        "registrations": ("ChiCTR-TRC-12002345",), "doi": "10.99999/chahu.2020.01",
    }),
    ("cnki.txt", REFER, "CNKI, EndNote (refer), 2 records", {
        "title": "茶与壶", "authors": ("茶, 一", "欧阳, 壶二"), "journal": "茶壶杂志", "volume": "47", "issue": "16",
        "pages": "118-120+123", "doi": "10.99999/j.cnki.chahu.2024.16.040", "issn": ("2226-7190",), "keywords": ("茶", "壶"),
    }),
    ("library.enw", REFER_BLOCKS, "EndNote (refer), 2 records", {
        "title": "Tea in kettles", "authors": ("Teapot, Rose", "Cup, Daisy G."), "date": "2021-09-01", "pages": "1309-1348",
        "abstract": "Tea. Kettles.", "journal": "Journal of Kettles", "types": ("Journal Article",),
    }),
    ("cnki-refworks.txt", REFWORKS, "CNKI, RefWorks, 2 records", {
        "title": "茶与壶", "authors": ("茶, 一", "欧阳, 壶二"), "volume": "49", "issue": "12", "pages": "1106-1111+1117",
        "doi": "10.99999/chahu.20", "abstract": "目的 茶。 NO 含量升高，CR率为40%。 CR 40例。",
    }),
    ("refworks.txt", REFWORKS_ENGLISH, "RefWorks, 1 record", {
        "title": "Tea in kettles", "authors": ("Teapot, Rose", "Cup, Daisy G."), "pages": "12-20", "abstract": "Tea. IL 6 rose.",
    }),
    ("cnki-e-study.txt", E_STUDY, "CNKI, E-Study, 2 records", {
        "identifier": "CHHU201307097", "title": "茶与壶", "authors": ("茶, 一", "欧阳, 壶二"), "date": "2013-04-01", "pages": "161",
    }),
    ("sinomed.txt", BRACKETS, "text with tags in 【】, 2 records", {
        "identifier": "2020900001", "title": "Tea in kettles", "original_title": "茶与壶", "journal": "茶壶杂志",
        "year": "2019", "volume": "40", "issue": "3", "pages": "200-204", "authors": ("茶, 一", "欧阳, 壶二"),
    }),
    ("citation-export.txt", COCHRANE, "Cochrane Library, Cochrane text, 2 records", {
        "identifier": "CN-09000022", "pmid": "90000022", "pages": "123-130", "doi": "10.99999/kettle.22",
        "types": ("Journal article", "Randomized controlled trial"), "authors": ("Teapot, R", "Cup, DG"),
    }),
    ("endnote.xml", ENDNOTE_XML, "EndNote, EndNote XML, 2 records", {
        "title": "Tea in kettles", "authors": ("Teapot, Rose", "Kettle Study Group"), "date": "2019-03-01", "pmid": "90000024",
        "doi": "10.99999/kettle.24", "journal": "Journal of Kettles", "keywords": ("tea", "kettle"), "pages": "12-20",
        "types": ("Journal Article",),
    }),
    ("ictrp.xml", ICTRP_XML, "WHO ICTRP, ICTRP XML, 1 record", {
        "identifier": "ChiCTR1900023456", "title": "A phase 1 study of tea", "date": "2019-05-28",
        "registrations": ("NCT01234569", "ChiCTR1900023456"),
    }),
    ("zotero.bib", BIBTEX, "BibTeX, 2 records", {
        "title": "Tea in Kettles: café & more", "authors": ("Teapot, Rose", "van der Cup, Daisy", "Kettle and Cup Study Group"),
        "date": "2019-03", "pages": "12-20", "doi": "10.99999/kettle.25", "pmid": "90000025", "language": "eng",
        "abstract": "Tea at 100% of the dose, x_1 & y.", "keywords": ("tea", "kettle"), "types": ("Journal Article",),
    }),
    ("pubmed.csv", PUBMED_CSV, "PubMed, CSV, 1 record", {
        "identifier": "90000026", "pmid": "90000026", "authors": ("Teapot, R", "Cup, DG", "van Saucer, A"), "volume": "50",
        "issue": "6", "pages": "349-69", "journal": "J Kettles",
    }),
    ("scopus.csv", SCOPUS_CSV, "Scopus, CSV, 1 record", {
        "identifier": "2-s2.0-900027", "title": 'Tea in "kettles"', "authors": ("Teapot, Rose", "Cup, Daisy G."),
        "pages": "12-20", "abstract": "Tea. Kettles.", "registrations": (), "pmid": "90000027", "issn": ("2226-7190",),
    }),
    ("embase.csv", EMBASE_CSV, "Embase, CSV, 1 record", {
        "journal": "Journal of Kettles", "volume": "102", "issue": "4", "pages": "253-258", "date": "2004-08-25",
        "doi": "10.99999/kettle.28", "registrations": ("NCT01234560",), "authors": ("Teapot, R.", "Cup, D.G."),
        "headings": ("tea (drug therapy, diagnosis)", "kettle"),
    }),
    ("embase-rows.csv", EMBASE_BY_RECORD, "Embase, CSV, a row a field, 2 records", {
        "identifier": "L900000029", "authors": ("Teapot, R.", "Cup, D.G."), "volume": "54", "pages": "83-86",
    }),
    ("ctg-studies.csv", CLINICALTRIALS_CSV, "ClinicalTrials.gov, CSV, 1 record", {
        "identifier": "NCT01234561", "date": "2012-05-03", "registrations": ("NCT01234561", "EUCTR2012-001234-56"),
        "headings": ("Thirst", "Cold"),
    }),
    ("ictrp.csv", ICTRP_CSV, "WHO ICTRP, CSV, 1 record", {
        "identifier": "IRCT20100904003679N2", "title": "Tea in kettles", "date": "2018-03-01",
        "registrations": ("IRCT20100904003679N2",),
    }),
    ("dimensions.csv", DIMENSIONS_CSV, "Dimensions, CSV, 1 record", {
        "identifier": "pub.1100000001", "doi": "10.99999/kettle.31", "date": "2019-03-01", "pages": "12-20",
        "authors": ("Teapot, Rose", "Cup, Daisy"),
    }),
    ("lens.csv", LENS_CSV, "Lens, CSV, 1 record", {
        "identifier": "000-000-000-000-031", "issn": ("2226-7190", "2226-7191"), "authors": ("Teapot, Rose", "Cup, Daisy G."),
    }),
    ("openalex.csv", OPENALEX_CSV, "OpenAlex, CSV, 1 record", {
        "identifier": "W9000000033", "pmid": "90000033", "authors": ("Teapot, Rose", "Cup, Daisy"), "pages": "12-20",
        "doi": "10.99999/kettle.33",
    }),
    ("plain.csv", PLAIN_CSV, "CSV (semicolons), 2 records", {"title": "Tea; in kettles", "year": "2019", "authors": ("Teapot, Rose",)}),
    ("cochrane.bib", COCHRANE_BIBTEX, "BibTeX, 1 record", {
        "identifier": "CN-09000040", "authors": ("Teapot, R", "Cup, DG", "Saucer, A"), "pmid": "90000040", "abstract": "",
        "pages": "123-130",
    }),
    ("cochrane.csv", COCHRANE_CSV, "Cochrane Library, CSV, 1 record", {
        "identifier": "CN-09000041", "pmid": "90000041", "abstract": "", "authors": ("Teapot, R", "Cup, DG"),
    }),
    ("mendeley.bib", MENDELEY_BIBTEX, "BibTeX, 1 record", {
        "authors": ("Teapot, Rose", "Cup, Daisy G."), "date": "2019-05", "issue": "3", "pmid": "90000042",
    }),
    ("proquest.csv", PROQUEST_CSV, "ProQuest, CSV, 1 record", {
        "identifier": "2214990043", "journal": "Journal of Kettles", "pages": "12-20", "date": "2019-03", "language": "eng",
        "headings": ("tea",),
    }),
    ("ebsco.csv", EBSCO_CSV, "EBSCOhost, CSV, 1 record", {
        "identifier": "137000044", "date": "2019-03", "types": ("Article",), "pages": "12",
    }),
    ("europepmc.csv", EUROPE_PMC_CSV, "Europe PMC, CSV, 2 records", {
        "identifier": "PPR900045", "journal": "", "pmid": "", "types": ("preprint",), "date": "2019-03-01",
    }),
    ("lilacs.csv", LILACS_CSV, "CSV, 1 record", {
        "identifier": "biblio-900047", "journal": "J. Kettles", "volume": "12", "issue": "3", "pages": "123-130",
        "language": "por",
    }),
    ("zotero.csv", ZOTERO_CSV, "Zotero, CSV, 1 record", {
        "pmid": "90000048", "journal": "Journal of Kettles", "date": "2019-03", "pages": "12-20",
    }),
    ("ovid.csv", OVID_CSV, "Ovid, CSV, 1 record", {
        "identifier": "90000049", "pmid": "90000049", "authors": ("Teapot, R", "Cup, DG"), "volume": "12", "issue": "3",
        "pages": "123-130", "journal": "Journal of Kettles",
    }),
    ("japanese.ris", JAPANESE_RIS, "RIS, 1 record", {"authors": ("茶田, 一郎", "壶木, 花子"), "language": "jpn"}),
    ("cnki-custom.txt", CNKI_CUSTOM, "CNKI, E-Study, 2 records", {
        "title": "茶与壶", "authors": ("茶, 一", "欧阳, 壶二"), "date": "2024-04-01", "volume": "47", "issue": "16",
        "pages": "118-120", "doi": "10.99999/chahu.50", "journal": "茶壶杂志",
    }),
    ("vip.txt", VIP_TEXT, "text with tags in 【】, 2 records", {
        "authors": ("茶, 一", "欧阳, 壶二"), "journal": "茶壶杂志", "year": "2019", "volume": "40", "issue": "3",
        "pages": "200-204",
    }),
    ("sinomed-marks.txt", SINOMED_MARKS, "text with tags in 【】, 1 record", {
        "identifier": "2020900051", "authors": ("茶, 一", "欧阳, 壶二"), "pages": "200-204",
    }),
    ("publish-or-perish.csv", PUBLISH_OR_PERISH_CSV, "CSV, 1 record", {
        "authors": ("Teapot, R", "Cup, DG"), "journal": "Journal of Kettles", "pages": "12-20",
    }),
    ("ctis.csv", CTIS_CSV, "CSV, 1 record", {"identifier": "2023-500001-12-00", "title": "Tea in kettles", "year": "2023"}),
    ("isrctn.csv", ISRCTN_CSV, "CSV, 1 record", {
        "identifier": "ISRCTN12345678", "date": "2019-03-01", "registrations": ("ISRCTN12345678", "NCT01234567"),
    }),
    ("jabref.bib", BIBLATEX, "BibTeX, 1 record", {"title": "Tea in kettles: A trial", "date": "2019-03-01"}),
]  # fmt: skip
