package web

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// The charts as they are drawn, in a page from left to right and in one from right to
// left: a few acts are dots, more are strokes, hundreds are counts a quarter.
func TestCharts(t *testing.T) {
	_, site := deskSite(t)
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	days := func(n int) (list []ChartDot) {
		for i := range n {
			d := time.Date(2021, 1, 5, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i*5)
			list = append(list, ChartDot{Date: d.Format(time.DateOnly), Label: "meeting", Href: "/activities/a"})
		}
		return list
	}
	table := ChartTable{Heads: []string{"Level", "Acts"}, Rows: [][]ChartCell{{{Text: "Summit"}, {Text: "3", Number: true, Href: "/search"}}, {{Text: "Senior"}, {Text: "nothing reported", None: true}}}}
	acts := &Chart{Name: "Acts", Caption: "Of 3 documents.", Now: now, Documents: 3, Table: table, Rows: []ChartRow{
		{Label: "Summit", Href: "/search", Dots: []ChartDot{{Date: "2022", Label: "a & <b>", Href: "/activities/b"}, {Date: "2027-03", Label: "planned", Planned: true}, {Label: "undated"}}},
		{Label: "Senior", Href: "/search", Dots: days(41)},
		{Label: "Technical", Href: "/search", Dots: days(301)},
		{Label: "All", Counts: []ChartCount{{Year: 2021, N: 9, Label: "2021: 9"}, {Year: 2024, N: 3, Label: "2024: 3"}}},
	}}
	bars := &Chart{Name: "Instruments", Caption: "Four.", Now: now, Rows: []ChartRow{
		{Label: "In force", Bars: []ChartBar{{From: "2020-03", To: "2029", Label: "in force"}}},
		{Label: "Ended", Bars: []ChartBar{{From: "2012", To: "2019", Look: BarPast}}},
		{Label: "No end", Bars: []ChartBar{{From: "2015", Look: BarOpen}}},
		{Label: "Over", Note: ", renewal not recorded", Bars: []ChartBar{{From: "2015", To: "2024-06-30", Look: BarOver}}},
	}}
	ties := &Ties{Name: "Who", Caption: "Two.", Heads: [3]string{"Who", "What", "Acts"}, Ties: []Tie{{"ESCAP", "Trade", 14, "ESCAP, Trade: 14", "/search"}, {"ESCAP", "Health", 2, "ESCAP, Health: 2", ""}}}
	for _, lang := range []string{"en", "ar"} {
		for name, got := range map[string]string{"acts": string(site.draw(lang, acts)), "bars": string(site.draw(lang, bars)), "ties": string(site.tie(lang, ties))} {
			golden(t, "chart."+name+"."+lang+".html", strings.ReplaceAll(got, "><", ">\n<")+"\n")
		}
	}
	if got := string(site.draw("en", acts)); strings.Contains(got, "a & <b>") || !strings.Contains(got, "a &amp; &lt;b&gt;") {
		t.Error("a label is not escaped")
	}
	// One report makes no trend: counts are not drawn, and the chart says why.
	one := *acts
	one.Documents = 1
	if got := string(site.draw("en", &one)); strings.Contains(got, "2021: 9") || !strings.Contains(got, "no trend is drawn") || !strings.Contains(got, "<circle") {
		t.Error("a chart of one report draws a trend, or does not say why it draws none")
	}
	// Without a date there is no picture, and the table still stands.
	if got := string(site.draw("en", &Chart{Caption: "None dated.", Now: now, Table: table, Rows: []ChartRow{{Label: "x", Dots: []ChartDot{{Label: "undated"}}}}})); strings.Contains(got, "<svg") || !strings.Contains(got, "<details>") {
		t.Error("a chart of undated acts draws a picture or lacks its table")
	}
	// Beyond twenty ties nobody can follow the lines: a table stands in their place.
	many := *ties
	for i := range 30 {
		many.Ties = append(many.Ties, Tie{Left: fmt.Sprint("a", i), Right: "b", N: 1})
	}
	if got := string(site.tie("en", &many)); strings.Contains(got, "<svg") || strings.Contains(got, "<details>") || !strings.Contains(got, "a29") {
		t.Error("thirty ties are drawn, or are not in a table")
	}
}
