RSpec.describe "model" do
end
