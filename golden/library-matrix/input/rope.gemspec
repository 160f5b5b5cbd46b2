Gem::Specification.new do |spec|
  spec.name = "rope"
  spec.version = "1.0.0"
  spec.required_ruby_version = ">= 3.1"
  spec.add_dependency "rails", ">= 6.1"
end
