// Reads pipelines as Buildkite's agent does: parses them, puts in variables, and says which steps it does not know.
//
//	go run . FILE...
package main

import (
	"fmt"
	"os"
	"strings"

	pipeline "github.com/buildkite/go-pipeline"
)

func main() {
	failed := false
	for _, file := range os.Args[1:] {
		faults := judge(file)
		for _, fault := range faults {
			fmt.Printf("%s: %s\n", file, fault)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
	fmt.Printf("go-pipeline: %d pipelines, nothing found\n", len(os.Args)-1)
}

func judge(file string) []string {
	source, err := os.ReadFile(file)
	if err != nil {
		return []string{err.Error()}
	}
	parsed, err := pipeline.Parse(strings.NewReader(string(source)))
	if err != nil {
		return []string{err.Error()}
	}
	variables := environment{
		"BUILDKITE_BRANCH": "main", "BUILDKITE_COMMIT": "0123456789abcdef", "BUILDKITE_TAG": "", "BUILDKITE_BUILD_NUMBER": "4",
	}
	if err := parsed.Interpolate(variables, false); err != nil {
		return []string{err.Error()}
	}
	return unknown(parsed.Steps)
}

type environment map[string]string

func (e environment) Get(name string) (string, bool) { value, ok := e[name]; return value, ok }
func (e environment) Set(name, value string)         { e[name] = value }

func unknown(steps pipeline.Steps) []string {
	var faults []string
	for _, step := range steps {
		switch each := step.(type) {
		case *pipeline.UnknownStep:
			faults = append(faults, fmt.Sprintf("a step of no kind: %v", each.Contents))
		case *pipeline.GroupStep:
			faults = append(faults, unknown(each.Steps)...)
		}
	}
	return faults
}
