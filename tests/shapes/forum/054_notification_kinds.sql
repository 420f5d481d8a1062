alter type notification_kind add value 'follow';
