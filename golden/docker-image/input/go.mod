module example.com/tide-table

go 1.24
