module Rope
end
