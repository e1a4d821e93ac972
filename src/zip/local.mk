# zip
