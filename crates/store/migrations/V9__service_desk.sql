-- A tenant with a service desk: its database under the desk's own role, which writes to the schema service_desk and to nothing
-- else. Encrypted like the reader's address. Null: no service desk.
ALTER TABLE tenants ADD COLUMN sealed_desk_address bytea;
