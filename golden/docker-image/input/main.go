package main

var revision string

func main() { println("tide-table", revision) }
