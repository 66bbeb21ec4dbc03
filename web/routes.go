package web

import "net/http"

// Permission is what a route needs of the one who asks. The zero value is no
// permission: a route that forgets to name one is closed to everybody.
type Permission uint8

// The permissions.
const (
	Closed  Permission = iota
	Public             // anybody who reaches the site: style, script, language
	Read               // see what the register holds
	TakeIn             // hand in files
	Edit               // sit at the desk: review, correct, answer, record what an organization says
	Observe            // see how the installation does
)

// route is one row of the table of permissions.
type route struct {
	pattern    string // of http.ServeMux
	permission Permission
	handle     func(*Site, *visit) error
}

// routes is the whole site. Nothing is served that is not a row here.
var routes = []route{
	{"GET /{$}", Read, remembered((*Site).front)},
	{"GET /documents", Read, remembered((*Site).documents)},
	{"GET /documents/{work...}", Read, remembered((*Site).document)},
	{"GET /paragraphs/{work...}", Read, remembered((*Site).paragraph)},
	{"GET /activities/{id}", Read, remembered((*Site).activity)},
	{"GET /activities/{id}/cite.bib", Read, remembered((*Site).citeBibTeX)},
	{"GET /records/{id}", Read, remembered((*Site).record)},
	{"GET /records/{id}/cite.bib", Read, remembered((*Site).citeBibTeX)},
	{"POST /records/{id}/confirmations", Edit, (*Site).confirm},
	{"GET /actors/{id}", Read, remembered((*Site).actor)},
	{"GET /partners", Read, remembered((*Site).partners)},
	{"GET /entities", Read, remembered((*Site).entities)},
	{"GET /compare", Read, remembered((*Site).compare)},
	{"GET /brief", Read, remembered((*Site).brief)},
	{"GET /brief/{file}", Read, (*Site).briefFile},
	{"GET /search", Read, remembered((*Site).search)},
	{"GET /search.atom", Read, remembered((*Site).feed)},
	{"GET /matrix", Read, remembered((*Site).matrix)},
	{"GET /matrix.csv", Read, remembered((*Site).matrixData)},
	{"GET /instruments", Read, remembered((*Site).instruments)},
	{"GET /mechanisms", Read, remembered((*Site).mechanisms)},
	{"GET /mandates", Read, remembered((*Site).mandates)},
	{"GET /undertakings", Read, remembered((*Site).undertakings)},
	{"GET /themes", Read, remembered((*Site).themeList)},
	{"GET /themes/{id}", Read, remembered((*Site).theme)},
	{"GET /sdgs", Read, remembered((*Site).goalList)},
	{"GET /sdgs/{id}", Read, remembered((*Site).goalPage)},
	{"GET /places", Read, (*Site).placeList},
	{"GET /places/{id}", Read, (*Site).place},
	{"GET /desk", Edit, (*Site).deskState},
	{"GET /desk/review", Edit, (*Site).reviewing},
	{"POST /desk/review", Edit, (*Site).review},
	{"GET /desk/sameness", Edit, (*Site).samenesses},
	{"POST /desk/sameness", Edit, (*Site).decideSameness},
	{"GET /desk/names", Edit, (*Site).names},
	{"POST /desk/names", Edit, (*Site).changeNames},
	{"GET /desk/names/{id}", Edit, (*Site).actorNames},
	{"POST /desk/names/{id}", Edit, (*Site).changeActorNames},
	{"GET /reports", Edit, (*Site).reports},
	{"GET /reports/new", Edit, (*Site).openCycle},
	{"POST /reports/new", Edit, (*Site).enterCycle},
	{"GET /reports/{cycle}", Edit, remembered((*Site).cycle)},
	{"POST /reports/{cycle}", Edit, (*Site).settings},
	{"GET /reports/{cycle}/sections/{organization}", Edit, remembered((*Site).cycleSection)},
	{"POST /reports/{cycle}/sections/{organization}", Edit, (*Site).fixSection},
	{"GET /reports/{cycle}/{lang}", Edit, (*Site).workspace},
	{"POST /reports/{cycle}/{lang}", Edit, (*Site).changeDraft},
	{"GET /reports/{cycle}/{lang}/{file}", Edit, (*Site).draftFile},
	{"GET /reports/{cycle}/{lang}/published/{$}", Edit, (*Site).published},
	{"POST /reports/{cycle}/{lang}/published/{$}", Edit, (*Site).publish},
	{"GET /reports/{cycle}/{lang}/returned/{$}", Edit, (*Site).returned},
	{"POST /reports/{cycle}/{lang}/returned/{$}", Edit, (*Site).takeReturned},
	{"GET /about", Public, remembered((*Site).about)},
	{"GET /about/accuracy", Public, remembered((*Site).aboutAccuracy)},
	{"GET /about/data", Public, remembered((*Site).aboutData)},
	{"GET /about/help", Public, remembered((*Site).aboutHelp)},
	{"GET /about/accessibility", Public, remembered((*Site).aboutAccessibility)},
	{"GET /design", Public, (*Site).design},
	{"POST /read", TakeIn, (*Site).takeIn},
	{"GET /desk/in", Edit, (*Site).inputs},
	{"POST /desk/in", Edit, (*Site).paste},
	{"GET /desk/in/{id}", Edit, (*Site).contribution},
	{"POST /desk/in/{id}", Edit, (*Site).assign},
	{"GET /desk/enter", Edit, (*Site).enter},
	{"POST /desk/enter", Edit, (*Site).enterAct},
	{"GET /desk/complete", Edit, (*Site).complete},
	{"GET /desk/templates/{file}", Read, (*Site).template},
	{"GET /static/{file}", Public, (*Site).static},
	{"GET /healthz", Public, (*Site).alive},
	{"GET /readyz", Public, (*Site).showReady},
	{"GET /metrics", Observe, (*Site).showMetrics},
	{"GET /api", Read, (*Site).explainAPI},
	{"GET /api/v1/records", Read, (*Site).machine},
	{"GET /api/v1/records/{id...}", Read, (*Site).machine},
	{"GET /api/v1/records.jsonl", Read, (*Site).machine},
	{"GET /api/v1/facets", Read, (*Site).machine},
	{"GET /api/v1/documents", Read, (*Site).machine},
	{"GET /api/v1/documents/{work...}", Read, (*Site).machine},
	{"GET /api/v1/paragraphs/{work...}", Read, (*Site).machine},
	{"GET /api/v1/cited", Read, (*Site).machine},
	{"GET /api/v1/mentions", Read, (*Site).machine},
	{"GET /api/v1/candidates", Read, (*Site).machine},
	{"GET /api/v1/questions", Read, (*Site).machine},
	{"GET /api/v1/samenesses", Read, (*Site).machine},
	{"GET /api/v1/totals", Read, (*Site).machine},
	{"GET /api/v1/log", Read, (*Site).machine},
	{"GET /api/v1/actors", Read, (*Site).machine},
	{"GET /api/v1/actors/{id...}", Read, (*Site).machine},
	{"GET /api/v1/places", Read, (*Site).machine},
	{"GET /api/v1/places/{id...}", Read, (*Site).machine},
	{"GET /api/v1/themes", Read, (*Site).machine},
	{"GET /api/v1/kinds", Read, (*Site).machine},
	{"GET /api/v1/openapi.json", Read, (*Site).machine},
	{"GET /api/v1/context.jsonld", Read, (*Site).machine},
	{"/api/v1/", Public, (*Site).machine}, // what is no address of it is told as a problem
	{"/", Public, (*Site).unknown},
}

// may says whether the one who asks may do what needs the permission.
func (s *Site) may(r *http.Request, p Permission) bool {
	switch p {
	case Closed:
		return false
	case Public:
		return true
	}
	return s.Allow == nil || s.Allow(r, p)
}
