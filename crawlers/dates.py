from transforms.dates import parse_day as parse_day, parse_moment as parse_moment
