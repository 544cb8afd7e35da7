# The address of origin, for the label of images, without a name and password in it
address=$(git remote get-url origin 2>/dev/null | sed 's,//[^/@]*@,//,')
echo "${address:-unknown}"
