// Renders texts of alert rules and notifications with Go's own text/template, as Grafana 13.2 does, with the data and those of its
// functions that the provisioned files use. A function that is not here is a fault of the file that asks for it, until somebody has
// looked up what Grafana means by it:
// https://grafana.com/docs/grafana/v13.2/alerting/alerting-rules/templates/reference/
// https://grafana.com/docs/grafana/v13.2/alerting/configure-notifications/template-notifications/reference/
//
// Reads one JSON object on standard input and answers with one on standard output. Go 1.19 and its standard library are enough.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"regexp"
	"strings"
	"text/template"
)

type value struct {
	Labels map[string]string `json:"labels"`
	Value  float64           `json:"value"`
}

// annotation is a text of a rule, with the labels of an instance and the values of its queries by refId.
type annotation struct {
	ID     string            `json:"id"`
	Text   string            `json:"text"`
	Labels map[string]string `json:"labels"`
	Values map[string]value  `json:"values"`
}

type alert struct {
	Status      string            `json:"status"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
}

type alerts []alert

func (all alerts) with(status string) []alert {
	found := []alert{}
	for _, one := range all {
		if one.Status == status {
			found = append(found, one)
		}
	}
	return found
}

func (all alerts) Firing() []alert   { return all.with("firing") }
func (all alerts) Resolved() []alert { return all.with("resolved") }

type notification struct {
	Status            string            `json:"status"`
	Receiver          string            `json:"receiver"`
	Alerts            alerts            `json:"alerts"`
	GroupLabels       map[string]string `json:"groupLabels"`
	CommonLabels      map[string]string `json:"commonLabels"`
	CommonAnnotations map[string]string `json:"commonAnnotations"`
	ExternalURL       string            `json:"externalURL"`
}

type message struct {
	ID   string       `json:"id"`
	Text string       `json:"text"`
	Data notification `json:"data"`
}

type asked struct {
	ExternalURL string       `json:"externalURL"`
	Annotations []annotation `json:"annotations"`
	Templates   []string     `json:"templates"`
	Messages    []message    `json:"messages"`
}

type rendered struct {
	Text  string `json:"text"`
	Fault string `json:"fault,omitempty"`
}

func reReplaceAll(pattern, replacement, text string) string {
	return regexp.MustCompile(pattern).ReplaceAllString(text, replacement)
}

func humanizePercentage(share float64) string { return fmt.Sprintf("%.4g%%", share*100) }

// humanizeDuration tells seconds as Prometheus does: 1d 2h 3m 4s from a minute on, 4 significant digits below.
func humanizeDuration(seconds float64) string {
	if math.IsNaN(seconds) || math.IsInf(seconds, 0) || math.Abs(seconds) < 60 {
		return fmt.Sprintf("%.4gs", seconds)
	}
	sign := ""
	if seconds < 0 {
		sign = "-"
	}
	whole := int64(math.Abs(seconds))
	days, hours, minutes, rest := whole/86400, whole/3600%24, whole/60%60, whole%60
	switch {
	case days != 0:
		return fmt.Sprintf("%s%dd %dh %dm %ds", sign, days, hours, minutes, rest)
	case hours != 0:
		return fmt.Sprintf("%s%dh %dm %ds", sign, hours, minutes, rest)
	default:
		return fmt.Sprintf("%s%dm %ds", sign, minutes, rest)
	}
}

func renderAnnotation(one annotation, externalURL string) (string, error) {
	functions := template.FuncMap{
		"externalURL":        func() string { return externalURL },
		"humanizeDuration":   humanizeDuration,
		"humanizePercentage": humanizePercentage,
		"reReplaceAll":       reReplaceAll,
	}
	variables := "{{- $labels := .Labels -}}{{- $values := .Values -}}"
	parsed, err := template.New(one.ID).Funcs(functions).Option("missingkey=invalid").Parse(variables + one.Text)
	if err != nil {
		return "", err
	}
	return execute(parsed, struct {
		Labels map[string]string
		Values map[string]value
	}{one.Labels, one.Values})
}

func renderMessage(one message, templates []string) (string, error) {
	root := template.New("").Funcs(template.FuncMap{"reReplaceAll": reReplaceAll, "toUpper": strings.ToUpper}).Option("missingkey=zero")
	for _, text := range templates {
		if _, err := root.Parse(text); err != nil {
			return "", err
		}
	}
	parsed, err := root.New(one.ID).Parse(one.Text)
	if err != nil {
		return "", err
	}
	return execute(parsed, one.Data)
}

func execute(parsed *template.Template, data any) (string, error) {
	var text strings.Builder
	err := parsed.Execute(&text, data)
	return text.String(), err
}

func main() {
	var question asked
	if err := json.NewDecoder(os.Stdin).Decode(&question); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answer := map[string]rendered{}
	note := func(id, text string, err error) {
		if err != nil {
			answer[id] = rendered{Fault: err.Error()}
			return
		}
		answer[id] = rendered{Text: text}
	}
	for _, one := range question.Annotations {
		text, err := renderAnnotation(one, question.ExternalURL)
		note(one.ID, text, err)
	}
	for _, one := range question.Messages {
		text, err := renderMessage(one, question.Templates)
		note(one.ID, text, err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
