RSpec.describe Invoice do
end
