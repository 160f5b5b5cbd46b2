class Invoice < ApplicationRecord; end
