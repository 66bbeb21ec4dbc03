package pattern_test

import (
	"testing"

	"concord/reading/pattern"
)

func TestFrench(t *testing.T) {
	check(t, "fr", pattern.Date, []sentence{
		{"du 2 au 5 juin 2021, puis le 1er mars 2022", "2021-06-02/2021-06-05 2022-03-01"},
		{"du 28 mai au 4 juin", "2025-05-28/2025-06-04"},
		{"les 22 et 23 avril, les 3 et 17 mai", "2025-04-22/2025-04-23 2025-05-03 2025-05-17"},
		{"entre le 9 et le 11 janvier 2024", "2024-01-09/2024-01-11"},
		{"depuis 2020, jusqu'en juillet 2024, d'ici à 2030, à partir de 2026", "2020/.. ../2024-07 2030 2026/.."},
		{"entre 2005 et 2009, en 2016-2017, de 2006 à 2013", "2005/2009 2016/2017 2006/2013"},
		{"au premier semestre de 2022, au troisième trimestre de 2023, au printemps 2021", "2022-01/2022-06 2023-35 2021-21"},
		{"en mars 2021 et, la même année, en juin et juillet 2022", "2021-03 2021 2022-06 2022-07"},
		{"Le Programme de développement durable à l'horizon 2030, l'Agenda 2063, l'après-2015, les années 1990, plus de 2000", ""},
	})
	check(t, "fr", pattern.Symbol, []sentence{
		{"la résolution 75/1 de l'Assemblée générale et les résolutions 2118 (2013), 2139 (2014) et 2191 (2014) du Conseil de sécurité", "A/RES/75/1 S/RES/2118(2013) S/RES/2139(2014) S/RES/2191(2014)"},
		{"la résolution 16/21 du Conseil des droits de l'homme, la résolution 2011/5 du Conseil économique et social", "A/HRC/RES/16/21 E/RES/2011/5"},
		{"résolution 217 A (III) de l'Assemblée générale; décision 65/530", "A/RES/217(III)A A/DEC/65/530"},
	})
	check(t, "fr", pattern.Ordinal, []sentence{{"la onzième réunion, la soixante-septième session, la 12e session et la soixante-dix-septième", "11 67 12 77"}})
	check(t, "fr", pattern.SDG, []sentence{{"la cible 8.9, l'indicateur 10.7.2 et l'objectif 16", "8.9 10.7.2 16"}})
	check(t, "fr", pattern.Figure, []sentence{{"130 participants de treize pays africains", "participants=130 countries=13"}})
}

func TestSpanish(t *testing.T) {
	check(t, "es", pattern.Date, []sentence{
		{"del 2 al 5 de junio de 2021, y el 1 de marzo de 2022", "2021-06-02/2021-06-05 2022-03-01"},
		{"del 28 de mayo al 4 de junio", "2025-05-28/2025-06-04"},
		{"los días 22 y 23 de abril, los días 3 y 17 de mayo", "2025-04-22/2025-04-23 2025-05-03 2025-05-17"},
		{"entre el 9 y el 11 de enero de 2024", "2024-01-09/2024-01-11"},
		{"desde 2020, hasta julio de 2024, para 2030, a partir de 2026", "2020/.. ../2024-07 2030 2026/.."},
		{"entre 2005 y 2009, en 2016-2017, desde 2006 hasta 2013", "2005/2009 2016/2017 2006/2013"},
		{"en el primer semestre de 2022, en el tercer trimestre de 2023", "2022-01/2022-06 2023-35"},
		{"en marzo de 2021 y ese mismo año, en junio y julio de 2022", "2021-03 2021 2022-06 2022-07"},
		{"La Agenda 2030, la Agenda 2063, la agenda posterior a 2015, la década de 1990, más de 2000", ""},
	})
	check(t, "es", pattern.Symbol, []sentence{
		{"la resolución 75/1 de la Asamblea General y las resoluciones 2118 (2013), 2139 (2014) y 2191 (2014) del Consejo de Seguridad", "A/RES/75/1 S/RES/2118(2013) S/RES/2139(2014) S/RES/2191(2014)"},
		{"la resolución 16/21 del Consejo de Derechos Humanos, la resolución 2011/5 del Consejo Económico y Social", "A/HRC/RES/16/21 E/RES/2011/5"},
		{"las resoluciones del Consejo de Seguridad 822 (1993) y 853 (1993)", "S/RES/822(1993) S/RES/853(1993)"},
	})
	check(t, "es", pattern.Ordinal, []sentence{{"la undécima reunión, el sexagésimo séptimo período, el 12º período y la septuagésima séptima", "11 67 12 77"}})
	check(t, "es", pattern.SDG, []sentence{{"la meta 8.9, el indicador 10.7.2 y el Objetivo 16", "8.9 10.7.2 16"}})
	check(t, "es", pattern.Figure, []sentence{{"130 participantes de trece países africanos", "participants=130 countries=13"}})
}

func TestRussian(t *testing.T) {
	check(t, "ru", pattern.Date, []sentence{
		{"со 2 по 5 июня 2021 года, а также 1 марта 2022 года", "2021-06-02/2021-06-05 2022-03-01"},
		{"с 28 мая по 4 июня", "2025-05-28/2025-06-04"},
		{"22 и 23 апреля, 3 и 17 мая", "2025-04-22/2025-04-23 2025-05-03 2025-05-17"},
		{"с 2020 года, вплоть до июля 2024 года, к 2030 году, начиная с 2026 года", "2020/.. ../2024-07 2030 2026/.."},
		{"с 2005 по 2009 год, в 2016-2017 годах, в 2021 и 2022 годах", "2005/2009 2016/2017 2021 2022"},
		{"в первой половине 2022 года, в третьем квартале 2023 года, весной 2021 года", "2022-01/2022-06 2023-35 2021-21"},
		{"в марте 2021 года и в том же году, в июне и июле 2022 года", "2021-03 2021 2022-06 2022-07"},
		{"Повестка дня в области устойчивого развития на период до 2030 года, на период после 2015 года, в 1990-х годах, более 2000", ""},
	})
	check(t, "ru", pattern.Symbol, []sentence{
		{"резолюция 75/1 Генеральной Ассамблеи и резолюции 2118 (2013), 2139 (2014) и 2191 (2014) Совета Безопасности", "A/RES/75/1 S/RES/2118(2013) S/RES/2139(2014) S/RES/2191(2014)"},
		{"резолюция 16/21 Совета по правам человека, резолюция 2011/5 Экономического и Социального Совета", "A/HRC/RES/16/21 E/RES/2011/5"},
		{"резолюции Совета Безопасности 1325 (2000)", "S/RES/1325(2000)"},
	})
	check(t, "ru", pattern.Ordinal, []sentence{{"одиннадцатое совещание, на шестьдесят седьмой сессии, 12-я сессия", "11 67 12"}})
	check(t, "ru", pattern.SDG, []sentence{{"задача 8.9, показатель 10.7.2 и цель 16", "8.9 10.7.2 16"}})
	check(t, "ru", pattern.Figure, []sentence{{"130 участников из тринадцати африканских стран", "participants=130 countries=13"}})
}

func TestArabic(t *testing.T) {
	check(t, "ar", pattern.Date, []sentence{
		{"في الفترة من 2 إلى 5 حزيران/يونيه 2021، وفي 1 آذار/مارس 2022", "2021-06-02/2021-06-05 2022-03-01"},
		{"من 28 أيار/مايو إلى 4 حزيران/ يونيه", "2025-05-28/2025-06-04"},
		{"يومي 22 و 23 نيسان/أبريل، وفي 3 و 17 أيار/مايو", "2025-04-22/2025-04-23 2025-05-03 2025-05-17"},
		{"منذ عام 2020، حتى تموز/يوليه 2024، بحلول عام 2030، اعتبارا من عام 2026", "2020/.. ../2024-07 2030 2026/.."},
		{"بين عامي 2005 و 2009، وفي الفترة 2016-2017، وفي عامي 2021 و 2022", "2005/2009 2016/2017 2021 2022"},
		{"في النصف الأول من عام 2022، وفي الربع الثالث من عام 2023", "2022-01/2022-06 2023-35"},
		{"في ٢ حزيران/يونيه ٢٠٢١", "2021-06-02"},
		{"وفي 3 أيّار/مايو 2021، وفي العام نفسه", "2021-05-03 2021"},
		{"خطة التنمية المستدامة لعام 2030، لما بعد عام 2015", ""},
	})
	check(t, "ar", pattern.Symbol, []sentence{
		{"قرار الجمعية العامة 75/1 وقرارات مجلس الأمن 2118 (2013)، و 2139 (2014)، و 2191 (2014)", "A/RES/75/1 S/RES/2118(2013) S/RES/2139(2014) S/RES/2191(2014)"},
		{"بالقرار 2127 (2013) وقرار مجلس حقوق الإنسان 16/21 وقرار المجلس الاقتصادي والاجتماعي 2011/5", "S/RES/2127(2013) A/HRC/RES/16/21 E/RES/2011/5"},
		{"قرارها 973 (د-10) والقرار 217 ألف (د-3)", "A/RES/973(X) A/RES/217(III)A"},
	})
	check(t, "ar", pattern.Ordinal, []sentence{{"الدورة الحادية عشرة، والدورة السابعة والستون، والاجتماع الثاني", "11 67 2"}})
	check(t, "ar", pattern.SDG, []sentence{{"الغاية 8-9 والمؤشر 10-7-2 والهدف 16", "8.9 10.7.2 16"}})
	check(t, "ar", pattern.Figure, []sentence{{"130 مشاركا من ثلاثة عشر بلدا", "participants=130 countries=13"}})
}
