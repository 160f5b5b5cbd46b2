module acme.example/shop/ledger

go 1.26.0
