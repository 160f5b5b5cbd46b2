defmodule OrchardTest do
  use ExUnit.Case

  test "counts ripe apples" do
    assert Orchard.ripe([%{ripe?: true}, %{ripe?: false}]) == 1
  end
end
