package export

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"concord/editorial"
)

func TestFindingsInEachForm(t *testing.T) {
	rules, err := editorial.Rules()
	if err != nil {
		t.Fatal(err)
	}
	list := []Checked{{Name: "report.txt", Language: "en", Findings: []editorial.Finding{
		{Rule: "name-former", Severity: editorial.Error, Place: editorial.Place{Number: "12", From: 4, To: 9}, Words: "<old>", Say: "This name was given up in 2011.", Instead: "new", Source: "the Manual"},
		{Rule: "length", Severity: editorial.Warning, Say: "Too long.", Source: "the Manual"},
	}}}
	out := map[string]string{}
	for _, form := range []string{"text", "json", "sarif"} {
		write, ok := Findings(form)
		if !ok {
			t.Fatalf("no form %s", form)
		}
		var b bytes.Buffer
		if err := write(&b, rules, list); err != nil {
			t.Fatal(err)
		}
		out[form] = b.String()
	}
	if want := "report.txt, ¶12: This name was given up in 2011. “<old>” → “new” (error, name-former)\nreport.txt: Too long. (warning, length)\n"; !strings.HasPrefix(out["text"], want) {
		t.Errorf("text:\n%s", out["text"])
	}
	if lines := strings.Split(strings.TrimSpace(out["json"]), "\n"); len(lines) != 2 || !strings.Contains(lines[0], `"source":"the Manual"`) {
		t.Errorf("json:\n%s", out["json"])
	}
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
			}
		}
	}
	if err := json.Unmarshal([]byte(out["sarif"]), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("the index of %s leads to %s", r.RuleID, run.Tool.Driver.Rules[r.RuleIndex].ID)
		}
	}
	if log.Version != "2.1.0" || len(run.Results) != 2 {
		t.Errorf("sarif:\n%s", out["sarif"])
	}
	if _, ok := Findings("xml"); ok {
		t.Error("there is a form xml")
	}
}
