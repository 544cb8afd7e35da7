# Where the sources come from, for the label of images: the address of origin, without the name and the password that it may hold
address=$(git remote get-url origin 2>/dev/null | sed 's,//[^/@]*@,//,')
echo "${address:-unknown}"
