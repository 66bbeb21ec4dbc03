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
	{"GET /{$}", Read, (*Site).front},
	{"GET /documents", Read, (*Site).documents},
	{"GET /documents/{work...}", Read, (*Site).document},
	{"GET /activities/{id}", Read, (*Site).activity},
	{"GET /records/{id}", Read, (*Site).record},
	{"GET /search", Read, (*Site).search},
	{"GET /about", Public, (*Site).about},
	{"POST /read", TakeIn, (*Site).takeIn},
	{"GET /static/{file}", Public, (*Site).static},
	{"GET /healthz", Public, (*Site).alive},
	{"GET /readyz", Public, (*Site).showReady},
	{"GET /metrics", Observe, (*Site).showMetrics},
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
