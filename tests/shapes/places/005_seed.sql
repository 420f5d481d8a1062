INSERT INTO regions (path, name, outline) VALUES ('eu', 'Europe', NULL), ('eu.de', 'Germany', '((5,47),(15,47),(15,55),(5,55))'), ('eu.at', 'Austria', NULL);
INSERT INTO places (region, name, lat, lon, altitude, tags) VALUES
    ('eu.de', 'Zugspitze', 47.42122, 10.9863, '[2900,2962]', 'kind=>peak, "lift"=>yes'),
    ('eu.at', 'Stephansdom', 48.20849, 16.3725, '[171,307]', 'kind=>church');
INSERT INTO opening_hours VALUES (1, 1, '[08:00,16:45)'), (2, 1, '[06:00,22:00)');
INSERT INTO closures VALUES (1, '{[2024-11-01,2024-12-01)}');
