package export

import (
	"encoding/json"
	"fmt"
	"io"

	"concord/editorial"
)

// Checked is what was found in one document.
type Checked struct {
	Name     string // of the file
	Language string // BCP 47
	Findings []editorial.Finding
}

// Findings gives what writes findings in a form: "text" for people, "json" as JSON
// Lines, "sarif" as one log of SARIF 2.1.0 (OASIS) for other programs.
func Findings(form string) (write func(io.Writer, []*editorial.Rule, []Checked) error, ok bool) {
	write, ok = findings[form]
	return write, ok
}

var findings = map[string]func(io.Writer, []*editorial.Rule, []Checked) error{
	"text": findingsText, "json": findingsLines, "sarif": findingsSARIF,
}

func findingsText(w io.Writer, _ []*editorial.Rule, list []Checked) error {
	for _, c := range list {
		for i := range c.Findings {
			f := &c.Findings[i]
			line := c.Name
			if where := f.Place.String(); where != "" {
				line += ", " + where
			}
			line += ": " + f.Say
			if f.Words != "" && f.Place.Heading != f.Words {
				line += " “" + f.Words + "”"
			}
			if f.Instead != "" {
				line += " → “" + f.Instead + "”"
			}
			if _, err := fmt.Fprintf(w, "%s (%s, %s)\n", line, f.Severity, f.Rule); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(w, "%s: findings: %d\n", c.Name, len(c.Findings)); err != nil {
			return err
		}
	}
	return nil
}

func findingsLines(w io.Writer, _ []*editorial.Rule, list []Checked) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, c := range list {
		for _, f := range c.Findings {
			if err := out.Encode(struct {
				Document string `json:"document"`
				editorial.Finding
			}{c.Name, f}); err != nil {
				return err
			}
		}
	}
	return nil
}

// The parts of SARIF 2.1.0 that findings fill.
type (
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifRule struct {
		ID      string    `json:"id"`
		Short   sarifText `json:"shortDescription"`
		Full    sarifText `json:"fullDescription"`
		Default struct {
			Level editorial.Severity `json:"level"`
		} `json:"defaultConfiguration"`
		Help sarifText `json:"help"`
	}
	sarifLocation struct {
		Physical struct {
			Artifact struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
		} `json:"physicalLocation"`
		Logical []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
	sarifResult struct {
		RuleID    string             `json:"ruleId"`
		Index     int                `json:"ruleIndex"`
		Level     editorial.Severity `json:"level"`
		Message   sarifText          `json:"message"`
		Locations []sarifLocation    `json:"locations"`
	}
	sarifRun struct {
		Tool struct {
			Driver struct {
				Name  string      `json:"name"`
				Rules []sarifRule `json:"rules"`
			} `json:"driver"`
		} `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
)

func findingsSARIF(w io.Writer, rules []*editorial.Rule, list []Checked) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver.Name = "Concord"
	index := map[string]int{}
	for i, r := range rules {
		index[r.ID] = i
		rule := sarifRule{ID: r.ID, Short: sarifText{Text: r.Title}, Full: sarifText{Text: r.Text}, Help: sarifText{Text: r.Source}}
		rule.Default.Level = r.Severity
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule)
	}
	for _, c := range list {
		for i := range c.Findings {
			f := &c.Findings[i]
			say := f.Say
			if f.Words != "" {
				say += " “" + f.Words + "”"
			}
			if f.Instead != "" {
				say += " → “" + f.Instead + "”"
			}
			var at sarifLocation
			at.Physical.Artifact.URI = c.Name
			if where := f.Place.String(); where != "" {
				at.Logical = []sarifLogical{{where, "element"}}
			}
			run.Results = append(run.Results, sarifResult{f.Rule, index[f.Rule], f.Severity, sarifText{Text: say}, []sarifLocation{at}})
		}
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	return out.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}
