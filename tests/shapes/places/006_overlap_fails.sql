INSERT INTO opening_hours VALUES (1, 2, '[08:00,12:00)'), (1, 2, '[11:00,18:00)');
