defmodule Orchard do
  @moduledoc "Counts apples."

  def ripe(apples), do: Enum.count(apples, & &1.ripe?)
end
