package handler

import "testing"

func TestNothing(*testing.T) {}
