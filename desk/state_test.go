package desk_test

import (
	"testing"
	"time"

	"concord/desk"
	"concord/register"
)

// Where the desk stands: what came in for the period, what waits and is in doubt,
// how long ago an organization was heard of, and sub-items without anything.
func TestState(t *testing.T) {
	d, s := open(t)
	doc, rd := report(t, "en", "On 2 June 2044, the African Union and the United Nations Office on Drugs and Crime held a workshop in Nairobi.",
		"In March 2043, the Association of Southeast Asian Nations and the United Nations Development Programme trained 30 judges in Bangkok.",
		"The African Union and the World Health Organization signed a memorandum of understanding.")
	takeIn(t, d, doc, rd)
	imported(t, d, importRow("rel-au", register.KindRelationship, "partner", "AU", "subitem", "99/128(b)"), importRow("rel-asean", register.KindRelationship, "partner", "ASEAN", "subitem", "99/128(a)"),
		importRow("rel-las", register.KindRelationship, "partner", "LAS", "subitem", "99/128(c)"), importRow("rel-none", register.KindRelationship, "subitem", "99/128(d)"),
		importRow("cycle-1", register.KindCycle, "period", "2042/2043"), importRow("cycle-2", register.KindCycle, "period", "2044/2045"),
		importRow("sent", register.KindContribution, "partner", "LAS", "cycle", "cycle-2"), importRow("sent-before", register.KindContribution, "partner", "LAS", "cycle", "cycle-1"))
	list := ids(view(t, s, doc.Masthead.Symbols[0]))
	if len(list) < 3 {
		t.Fatal(list)
	}
	if _, err := d.Accept(t.Context(), list[0], 1, "", amira); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2044, 9, 15, 0, 0, 0, 0, time.UTC)
	got, err := desk.StateOf(t.Context(), s, now)
	if err != nil {
		t.Fatal(err)
	}
	if got.Cycle == nil || got.Cycle.ID != "cycle-2" || got.Period != "2044/2045" || len(got.Items) != 4 {
		t.Fatalf("%+v", got)
	}
	asean, au, las, none := got.Items[0], got.Items[1], got.Items[2], got.Items[3]
	if asean.Partner != "ASEAN" || asean.Activities != 0 || asean.Works != 0 || asean.Waiting != 1 || asean.Heard != "2043-03" || asean.Months != 18 || !asean.Empty() {
		t.Errorf("%+v", asean)
	}
	if au.Record != "rel-au" || au.Activities != 1 || au.Works != 1 || au.Waiting != 1 || au.Heard != "2044-06-02" || au.Months != 3 || au.Doubtful != 1 || au.Doubts["date"] != 1 {
		t.Errorf("%+v", au)
	}
	if las.Contributions != 1 || las.Activities+las.Waiting+las.Doubtful != 0 || las.Months != -1 || las.Heard != "" || las.Empty() {
		t.Errorf("%+v", las)
	}
	if !none.Empty() || none.Months != -1 || none.Waiting+none.Doubtful != 0 {
		t.Errorf("%+v", none)
	}
	if got.Total.Activities != 1 || got.Total.Waiting != len(list)-1 || got.Total.Contributions != 1 {
		t.Errorf("%+v", got.Total)
	}
	// Without a running cycle it is the year before and the current one.
	got, err = desk.StateOf(t.Context(), s, now.AddDate(10, 0, 0))
	if err != nil || got.Cycle != nil || got.Period != "2053/2054" || got.Items[0].Months != 138 {
		t.Errorf("%+v %v", got, err)
	}
}
