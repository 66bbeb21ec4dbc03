package desk_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"concord/contribution"
	"concord/desk"
	"concord/document"
	"concord/document/intake"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
	"concord/store/sqlite"
)

// inbox is a register with what reads what is sent to it.
type inbox struct {
	t      *testing.T
	store  register.Store
	desk   *desk.Desk
	reader *contribution.Reader
}

func newInbox(t *testing.T) *inbox {
	t.Helper()
	lex, err := lexicon.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := contribution.New(lex, reading.New(lex))
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "concord.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return &inbox{t, store, desk.New(store), r}
}

func (i *inbox) take(name, text string) desk.Outcome {
	i.t.Helper()
	ctx := context.Background()
	doc, err := intake.Stream(ctx, name, strings.NewReader(text), document.Options{})
	if err != nil {
		i.t.Fatal(err)
	}
	rd, p, err := i.reader.Take(ctx, i.store, doc)
	if err != nil {
		i.t.Fatal(err)
	}
	var options []desk.TakeInOption
	if p != nil {
		options = append(options, desk.AsContribution(*p))
	}
	out, err := i.desk.TakeIn(ctx, doc, rd, desk.Named("Amira"), options...)
	if err != nil {
		i.t.Fatal(err)
	}
	return out
}

func (i *inbox) contribution(id string) (register.Record, register.Contribution) {
	i.t.Helper()
	rec, err := i.store.Record(context.Background(), id, 0)
	if err != nil {
		i.t.Fatal(err)
	}
	var c register.Contribution
	if err := rec.Decode(&c); err != nil {
		i.t.Fatal(err)
	}
	return rec, c
}

const sent = `Input of the United Nations Office on Drugs and Crime on cooperation with ASEAN

Reporting period: July 2024 to June 2026

On 14 May 2025 the United Nations Office on Drugs and Crime and ASEAN held a workshop on border control in Jakarta.
`

func TestWhatIsSentInIsAContribution(t *testing.T) {
	i := newInbox(t)
	ctx := context.Background()
	out := i.take("input.txt", sent)
	rec, c := i.contribution(out.Contribution)
	if c.Sender != "UNODC" || c.Partner != "ASEAN" || c.Period != "2024-07/2026-06" || c.Work != out.Work {
		t.Errorf("%+v", c)
	}
	claims, err := i.store.Claims(ctx, rec.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range claims {
		if x.Field == register.FieldSender && x.Evidence.Quote != "United Nations Office on Drugs and Crime" {
			t.Errorf("the sender cites %q", x.Evidence.Quote)
		}
	}
	// The acts say from which contribution they come.
	page, err := i.store.Records(ctx, register.Filter{Has: []register.Condition{register.Has(register.FacetWork, out.Work)}})
	if err != nil || page.Total == 0 {
		t.Fatal(page.Total, err)
	}
	acts, err := i.store.Claims(ctx, page.Lines[0].Record.ID)
	if err != nil || slices.ContainsFunc(acts, func(x register.Claim) bool {
		return x.Contribution != rec.ID || x.Evidence.Quote == "" && x.Field == "party"
	}) {
		t.Error(acts, err)
	}
	// The sender takes no part by sending: it is found as a sender.
	page, err = i.store.Records(ctx, register.Filter{Kind: register.KindContribution, Has: []register.Condition{register.Has(register.FacetSender, "UNODC")}})
	if err != nil || page.Total != 1 {
		t.Error(page.Total, err)
	}
	// The same file again changes nothing.
	if again := i.take("input.txt", sent); !again.Unchanged {
		t.Errorf("%+v", again)
	}
}

func TestAPersonsWordOnAContributionStays(t *testing.T) {
	i := newInbox(t)
	ctx := context.Background()
	out := i.take("two.txt", "From: UN-Women\n\nUN-Women and the Caribbean Community held a forum in Georgetown on 4 May 2025.\n\nUN-Women and the League of Arab States held a forum in Cairo on 9 May 2025.\n")
	rec, c := i.contribution(out.Contribution)
	if c.Sender != "UN-WOMEN" || c.Partner != "" || c.Period != "" {
		t.Errorf("what is not sure is taken: %+v", c)
	}
	claims, _ := i.store.Claims(ctx, rec.ID)
	var asked []string
	for _, x := range claims {
		if x.Field == register.FieldPartner && x.State == register.Proposed {
			asked = append(asked, x.Value)
		}
	}
	if slices.Sort(asked); !slices.Equal(asked, []string{"CARICOM", "LAS"}) {
		t.Errorf("asked: %v", asked)
	}
	by := desk.Named("Amira")
	rec, err := i.desk.CorrectFields(ctx, rec.ID, rec.Revision, line("UNDP", "LAS", "2024/2026"), "", by)
	if err != nil {
		t.Fatal(err)
	}
	if _, c = i.contribution(rec.ID); c.Sender != "UNDP" || c.Partner != "LAS" || c.Period != "2024/2026" || rec.Review != register.Reviewed {
		t.Errorf("%+v %s", c, rec.Review)
	}
	// A person who saw an older revision does not overwrite it.
	if _, err := i.desk.CorrectFields(ctx, rec.ID, rec.Revision-1, line("UNODC", "", ""), "", by); err == nil {
		t.Error("an older revision was written over")
	}
	// An actor may be left open again; the rest stays.
	if rec, err = i.desk.CorrectFields(ctx, rec.ID, rec.Revision, line("UNDP", "", "2024/2026"), "", by); err != nil {
		t.Fatal(err)
	}
	if _, c = i.contribution(rec.ID); c.Partner != "" || c.Sender != "UNDP" {
		t.Errorf("%+v", c)
	}
}

func TestAnActIsEnteredByHand(t *testing.T) {
	i := newInbox(t)
	ctx := context.Background()
	claims := []register.Claim{{Field: "title", Value: "en:Workshop on tides"}, {Field: "date", Value: "2026-05-12/2026-05-14"}, {Field: "party", Value: register.PartyValue(register.Party{Actor: "IMO", Role: "lead"})}}
	id, err := i.desk.Enter(ctx, register.KindActivity, claims, nil, desk.Named("Amira"))
	if err != nil {
		t.Fatal(err)
	}
	rec, err := i.store.Record(ctx, id, 0)
	if err != nil || rec.Origin != register.Entered {
		t.Fatal(rec, err)
	}
	a, err := rec.Activity()
	if err != nil || a.Title["en"] != "Workshop on tides" || len(a.Parties) != 1 || a.Date != "2026-05-12/2026-05-14" {
		t.Errorf("%+v %v", a, err)
	}
	said, _ := i.store.Claims(ctx, id)
	for _, c := range said {
		if c.Author != "local:amira" || c.State != register.Accepted {
			t.Errorf("%+v", c)
		}
	}
	if _, err := i.desk.Enter(ctx, register.KindActivity, []register.Claim{{Field: "date", Value: "soon"}}, nil, desk.Named("Amira")); err == nil {
		t.Error("what is no date came in")
	}
}

// line is from whom, on whom and for when, as a person says it; "" for nobody.
func line(sender, partner, period string) (said []desk.Stated) {
	for _, f := range [][2]string{{register.FieldSender, sender}, {register.FieldPartner, partner}, {register.FieldPeriod, period}} {
		s := desk.Stated{Field: f[0]}
		if f[1] != "" {
			s.Values = []string{f[1]}
		}
		said = append(said, s)
	}
	return said
}
