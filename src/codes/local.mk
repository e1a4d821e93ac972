libyulu_a_SOURCES += src/codes/codes.c src/codes/codes.h src/codes/find.c src/codes/import.c src/codes/inside.h \
  src/codes/lookup.c src/codes/pack.c src/codes/pack.h src/codes/pinyin.c src/codes/pinyin.h \
  src/codes/sheet.c src/codes/sheet.h

# The code tables: data/codes -> codes.sqlite, with pinyin initials that ICU knows.
noinst_PROGRAMS += yulu-mkcodes
yulu_mkcodes_SOURCES = src/codes/mkcodes.c

codes_data = \
  data/codes/app_cert.csv \
  data/codes/bill_type.csv \
  data/codes/brand_type.csv \
  data/codes/container_spec.csv \
  data/codes/correlation_reason.csv \
  data/codes/country.csv \
  data/codes/country_old.csv \
  data/codes/currency.csv \
  data/codes/currency_old.csv \
  data/codes/customs_district.csv \
  data/codes/dang_package_class.csv \
  data/codes/dang_package_spec.csv \
  data/codes/dec_biz_type.csv \
  data/codes/dec_status.csv \
  data/codes/decl_trn_rel.csv \
  data/codes/district_gb.csv \
  data/codes/domain_id.csv \
  data/codes/domestic_port.csv \
  data/codes/dxp_code.csv \
  data/codes/edi_id.csv \
  data/codes/edoc_type.csv \
  data/codes/enterprise_nature.csv \
  data/codes/enterprise_qualification.csv \
  data/codes/entry_type.csv \
  data/codes/export_benefit.csv \
  data/codes/fee_mark.csv \
  data/codes/goods_attr.csv \
  data/codes/hs_chapter.csv \
  data/codes/hs_code.csv \
  data/codes/hs_element.csv \
  data/codes/hs_fta_rate.csv \
  data/codes/ie_flag.csv \
  data/codes/inspection_category.csv \
  data/codes/inspection_org.csv \
  data/codes/levy_mode.csv \
  data/codes/levy_nature.csv \
  data/codes/license_doc.csv \
  data/codes/license_doc_ciq.csv \
  data/codes/license_product_ciq_all.csv \
  data/codes/mt_change_reason.csv \
  data/codes/mt_communication.csv \
  data/codes/mt_condition.csv \
  data/codes/mt_container_supplier.csv \
  data/codes/mt_container_type.csv \
  data/codes/mt_country.csv \
  data/codes/mt_currency.csv \
  data/codes/mt_customs_procedure.csv \
  data/codes/mt_freight_payment.csv \
  data/codes/mt_fullness.csv \
  data/codes/mt_function.csv \
  data/codes/mt_message_type.csv \
  data/codes/mt_package.csv \
  data/codes/mt_response.csv \
  data/codes/mt_seal_party.csv \
  data/codes/mt_trailer_type.csv \
  data/codes/mt_transport_mode.csv \
  data/codes/mt_undg.csv \
  data/codes/names.csv \
  data/codes/oper_type.csv \
  data/codes/origin_region.csv \
  data/codes/package_kind.csv \
  data/codes/pinyin.csv \
  data/codes/port.csv \
  data/codes/promise_flag.csv \
  data/codes/promise_item.csv \
  data/codes/promise_material.csv \
  data/codes/region_domestic.csv \
  data/codes/region_nature.csv \
  data/codes/settlement_mode.csv \
  data/codes/special_biz_flag.csv \
  data/codes/subcenter.csv \
  data/codes/tables.csv \
  data/codes/trade_mode.csv \
  data/codes/transaction_mode.csv \
  data/codes/transport_mode.csv \
  data/codes/trn_flag.csv \
  data/codes/unit.csv \
  data/codes/use.csv \
  data/codes/workday_cn.csv \
  data/codes/yes_no.csv

codes.sqlite: $(codes_data) yulu-mkcodes$(EXEEXT)
	$(AM_V_GEN)./yulu-mkcodes$(EXEEXT) --han > $@.han && \
	  $(UCONV) -f utf-8 -t utf-8 -x 'Han-Latin; Latin-ASCII' $@.han > $@.read && \
	  ./yulu-mkcodes$(EXEEXT) $(srcdir)/data/codes $@.read $@ && rm -f $@.han $@.read

codesdatadir = $(pkgdatadir)
codesdata_DATA = codes.sqlite
CLEANFILES += codes.sqlite codes.sqlite.han codes.sqlite.read
EXTRA_DIST += $(codes_data) data/codes/convert.py
