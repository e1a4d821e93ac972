# What the tests of the command line share; sourced.
#
#     run check a.xml        out, err and code of it
#     is 1 NAME              its exit code
#     says out PATTERN NAME  a line of out or err that grep finds
yulu=$top_builddir/yulu
samples=$top_srcdir/data/samples/dec
dir=$(mktemp -d) || exit 1
trap 'chmod -R u+rwx "$dir" 2> /dev/null; rm -rf "$dir"' EXIT
YULU_HOME=$dir/home YULU_LANG=en
export YULU_HOME YULU_LANG
mkdir "$YULU_HOME"
n=0 bad=0
tab=$(printf '\t')

ok() { # STATUS NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then echo "ok $n - $2"; return; fi
	echo "not ok $n - $2"
	sed 's/^/# out: /' "$dir/out" | cut -c1-300 | head -n 5
	sed 's/^/# err: /' "$dir/err" | cut -c1-300 | head -n 5
	bad=1
}

run() {
	"$yulu" "$@" > "$dir/out" 2> "$dir/err"
	code=$?
}

is() { # CODE NAME
	[ "$code" -eq "$1" ]
	ok $? "$2 (exit $code)"
}

says() { # out|err PATTERN NAME
	grep -q -- "$2" "$dir/$1"
	ok $? "$3"
}

silent() { # out|err NAME
	[ ! -s "$dir/$1" ]
	ok $? "$2"
}

same() { # FILE FILE NAME
	cmp -s "$1" "$2"
	ok $? "$3"
}

# A sample without findings, and one with errors in it.
message() { # FILE
	sed 's|<DistrictCode>31159|<DistrictCode>31019|' "$samples/01_import_general.xml" > "$1"
}

broken() { # FILE
	sed 's|<IEFlag>I|<IEFlag>X|; s|<NetWt>[^<]*|<NetWt>1e3|' "$samples/01_import_general.xml" > "$1"
}

done_testing() {
	echo "1..$n"
	exit $bad
}
