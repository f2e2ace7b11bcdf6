//! The stream type of every TA-Lib function: name, opener, type, series it reads, parameters.
//!
//! In the order of the library's own table; a test says so if a function is missing.

use ta_lib::RetCode;
use ta_lib::abstract_api::FuncId;

use super::super::CORE;
use super::{Spread, Stream, Values};

macro_rules! streams {
    ($($id:ident $open:ident $stream:ident ($($series:literal)*) ($($kind:ident $param:literal),*);)*) => {
        $(impl Stream for ta_lib::$stream {
            fn update(&mut self, x: &[f64], row: &mut [f64]) -> Result<(), RetCode> {
                ta_lib::$stream::update(self, $(x[$series]),*)?.spread(row);
                Ok(())
            }

            fn peek(&self, x: &[f64], row: &mut [f64]) -> Result<(), RetCode> {
                ta_lib::$stream::peek(self, $(x[$series]),*)?.spread(row);
                Ok(())
            }
        })*

        pub(super) fn open(
            id: FuncId,
            params: Values<'_>,
            history: &[Vec<f64>],
            row: &mut [f64],
        ) -> Result<Box<dyn Stream>, RetCode> {
            match id {
                $(FuncId::$id => {
                    let (stream, last) = CORE.$open($(&history[$series],)* $(params.$kind($param)),*)?;
                    last.spread(row);
                    Ok(Box::new(stream))
                })*
                _ => Err(RetCode::FuncNotFound),
            }
        }

        #[cfg(test)]
        const LISTED: &[FuncId] = &[$(FuncId::$id),*];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_of_the_library_has_its_stream() {
        let all: Vec<FuncId> = ta_lib::abstract_api::funcs().map(|info| info.id).collect();
        assert_eq!(LISTED, all);
    }
}

streams! {
    AC ac_open AcStream (0 1) (whole 0, whole 1, whole 2);
    ACCBANDS accbands_open AccbandsStream (0 1 2) (whole 0);
    ACOS acos_open AcosStream (0) ();
    AD ad_open AdStream (0 1 2 3) ();
    ADD add_open AddStream (0 1) ();
    ADOSC adosc_open AdoscStream (0 1 2 3) (whole 0, whole 1);
    ADR adr_open AdrStream (0 1) (whole 0);
    ADX adx_open AdxStream (0 1 2) (whole 0);
    ADXR adxr_open AdxrStream (0 1 2) (whole 0);
    ALMA alma_open AlmaStream (0) (whole 0, real 1, real 2);
    AO ao_open AoStream (0 1) (whole 0, whole 1);
    APO apo_open ApoStream (0) (whole 0, whole 1, average 2);
    AROON aroon_open AroonStream (0 1) (whole 0);
    AROONOSC aroonosc_open AroonoscStream (0 1) (whole 0);
    ASI asi_open AsiStream (0 1 2 3) (real 0);
    ASIN asin_open AsinStream (0) ();
    ATAN atan_open AtanStream (0) ();
    ATR atr_open AtrStream (0 1 2) (whole 0);
    AVGDEV avgdev_open AvgdevStream (0) (whole 0);
    AVGPRICE avgprice_open AvgpriceStream (0 1 2 3) ();
    BBANDS bbands_open BbandsStream (0) (whole 0, real 1, real 2, average 3);
    BBW bbw_open BbwStream (0) (whole 0, real 1, real 2, average 3);
    BETA beta_open BetaStream (0 1) (whole 0);
    BOP bop_open BopStream (0 1 2 3) ();
    CCI cci_open CciStream (0 1 2) (whole 0);
    CDL2CROWS cdl2crows_open Cdl2crowsStream (0 1 2 3) ();
    CDL3BLACKCROWS cdl3blackcrows_open Cdl3blackcrowsStream (0 1 2 3) ();
    CDL3INSIDE cdl3inside_open Cdl3insideStream (0 1 2 3) ();
    CDL3LINESTRIKE cdl3linestrike_open Cdl3linestrikeStream (0 1 2 3) ();
    CDL3OUTSIDE cdl3outside_open Cdl3outsideStream (0 1 2 3) ();
    CDL3STARSINSOUTH cdl3starsinsouth_open Cdl3starsinsouthStream (0 1 2 3) ();
    CDL3WHITESOLDIERS cdl3whitesoldiers_open Cdl3whitesoldiersStream (0 1 2 3) ();
    CDLABANDONEDBABY cdlabandonedbaby_open CdlabandonedbabyStream (0 1 2 3) (real 0);
    CDLADVANCEBLOCK cdladvanceblock_open CdladvanceblockStream (0 1 2 3) ();
    CDLBELTHOLD cdlbelthold_open CdlbeltholdStream (0 1 2 3) ();
    CDLBREAKAWAY cdlbreakaway_open CdlbreakawayStream (0 1 2 3) ();
    CDLCLOSINGMARUBOZU cdlclosingmarubozu_open CdlclosingmarubozuStream (0 1 2 3) ();
    CDLCONCEALBABYSWALL cdlconcealbabyswall_open CdlconcealbabyswallStream (0 1 2 3) ();
    CDLCOUNTERATTACK cdlcounterattack_open CdlcounterattackStream (0 1 2 3) ();
    CDLDARKCLOUDCOVER cdldarkcloudcover_open CdldarkcloudcoverStream (0 1 2 3) (real 0);
    CDLDOJI cdldoji_open CdldojiStream (0 1 2 3) ();
    CDLDOJISTAR cdldojistar_open CdldojistarStream (0 1 2 3) ();
    CDLDRAGONFLYDOJI cdldragonflydoji_open CdldragonflydojiStream (0 1 2 3) ();
    CDLENGULFING cdlengulfing_open CdlengulfingStream (0 1 2 3) ();
    CDLEVENINGDOJISTAR cdleveningdojistar_open CdleveningdojistarStream (0 1 2 3) (real 0);
    CDLEVENINGSTAR cdleveningstar_open CdleveningstarStream (0 1 2 3) (real 0);
    CDLGAPSIDESIDEWHITE cdlgapsidesidewhite_open CdlgapsidesidewhiteStream (0 1 2 3) ();
    CDLGRAVESTONEDOJI cdlgravestonedoji_open CdlgravestonedojiStream (0 1 2 3) ();
    CDLHAMMER cdlhammer_open CdlhammerStream (0 1 2 3) ();
    CDLHANGINGMAN cdlhangingman_open CdlhangingmanStream (0 1 2 3) ();
    CDLHARAMI cdlharami_open CdlharamiStream (0 1 2 3) ();
    CDLHARAMICROSS cdlharamicross_open CdlharamicrossStream (0 1 2 3) ();
    CDLHIGHWAVE cdlhighwave_open CdlhighwaveStream (0 1 2 3) ();
    CDLHIKKAKE cdlhikkake_open CdlhikkakeStream (0 1 2 3) ();
    CDLHIKKAKEMOD cdlhikkakemod_open CdlhikkakemodStream (0 1 2 3) ();
    CDLHOMINGPIGEON cdlhomingpigeon_open CdlhomingpigeonStream (0 1 2 3) ();
    CDLIDENTICAL3CROWS cdlidentical3crows_open Cdlidentical3crowsStream (0 1 2 3) ();
    CDLINNECK cdlinneck_open CdlinneckStream (0 1 2 3) ();
    CDLINVERTEDHAMMER cdlinvertedhammer_open CdlinvertedhammerStream (0 1 2 3) ();
    CDLKICKING cdlkicking_open CdlkickingStream (0 1 2 3) ();
    CDLKICKINGBYLENGTH cdlkickingbylength_open CdlkickingbylengthStream (0 1 2 3) ();
    CDLLADDERBOTTOM cdlladderbottom_open CdlladderbottomStream (0 1 2 3) ();
    CDLLONGLEGGEDDOJI cdllongleggeddoji_open CdllongleggeddojiStream (0 1 2 3) ();
    CDLLONGLINE cdllongline_open CdllonglineStream (0 1 2 3) ();
    CDLMARUBOZU cdlmarubozu_open CdlmarubozuStream (0 1 2 3) ();
    CDLMATCHINGLOW cdlmatchinglow_open CdlmatchinglowStream (0 1 2 3) ();
    CDLMATHOLD cdlmathold_open CdlmatholdStream (0 1 2 3) (real 0);
    CDLMORNINGDOJISTAR cdlmorningdojistar_open CdlmorningdojistarStream (0 1 2 3) (real 0);
    CDLMORNINGSTAR cdlmorningstar_open CdlmorningstarStream (0 1 2 3) (real 0);
    CDLONNECK cdlonneck_open CdlonneckStream (0 1 2 3) ();
    CDLPIERCING cdlpiercing_open CdlpiercingStream (0 1 2 3) ();
    CDLRICKSHAWMAN cdlrickshawman_open CdlrickshawmanStream (0 1 2 3) ();
    CDLRISEFALL3METHODS cdlrisefall3methods_open Cdlrisefall3methodsStream (0 1 2 3) ();
    CDLSEPARATINGLINES cdlseparatinglines_open CdlseparatinglinesStream (0 1 2 3) ();
    CDLSHOOTINGSTAR cdlshootingstar_open CdlshootingstarStream (0 1 2 3) ();
    CDLSHORTLINE cdlshortline_open CdlshortlineStream (0 1 2 3) ();
    CDLSPINNINGTOP cdlspinningtop_open CdlspinningtopStream (0 1 2 3) ();
    CDLSTALLEDPATTERN cdlstalledpattern_open CdlstalledpatternStream (0 1 2 3) ();
    CDLSTICKSANDWICH cdlsticksandwich_open CdlsticksandwichStream (0 1 2 3) ();
    CDLTAKURI cdltakuri_open CdltakuriStream (0 1 2 3) ();
    CDLTASUKIGAP cdltasukigap_open CdltasukigapStream (0 1 2 3) ();
    CDLTHRUSTING cdlthrusting_open CdlthrustingStream (0 1 2 3) ();
    CDLTRISTAR cdltristar_open CdltristarStream (0 1 2 3) ();
    CDLUNIQUE3RIVER cdlunique3river_open Cdlunique3riverStream (0 1 2 3) ();
    CDLUPSIDEGAP2CROWS cdlupsidegap2crows_open Cdlupsidegap2crowsStream (0 1 2 3) ();
    CDLXSIDEGAP3METHODS cdlxsidegap3methods_open Cdlxsidegap3methodsStream (0 1 2 3) ();
    CEIL ceil_open CeilStream (0) ();
    CG cg_open CgStream (0) (whole 0);
    CHOP chop_open ChopStream (0 1 2) (whole 0);
    CHOPTR choptr_open ChoptrStream (0 1 2) (whole 0);
    CKSP cksp_open CkspStream (0 1 2) (whole 0, real 1, whole 2);
    CMF cmf_open CmfStream (0 1 2 3) (whole 0);
    CMO cmo_open CmoStream (0) (whole 0);
    CMOU cmou_open CmouStream (0) (whole 0);
    COPPOCK coppock_open CoppockStream (0) (whole 0, whole 1, whole 2);
    CORREL correl_open CorrelStream (0 1) (whole 0);
    COS cos_open CosStream (0) ();
    COSH cosh_open CoshStream (0) ();
    CRSI crsi_open CrsiStream (0) (whole 0, whole 1, whole 2);
    CTI cti_open CtiStream (0) (whole 0);
    CUMSUM cumsum_open CumsumStream (0) ();
    CVI cvi_open CviStream (0 1) (whole 0, whole 1);
    DEMA dema_open DemaStream (0) (whole 0);
    DIV div_open DivStream (0 1) ();
    DONCHIAN donchian_open DonchianStream (0 1) (whole 0);
    DOSC dosc_open DoscStream (0) (whole 0, whole 1, whole 2, whole 3);
    DPO dpo_open DpoStream (0) (whole 0);
    DX dx_open DxStream (0 1 2) (whole 0);
    EFI efi_open EfiStream (0 1) (whole 0);
    EMA ema_open EmaStream (0) (whole 0);
    EMV emv_open EmvStream (0 1 2) (whole 0, real 1);
    ER er_open ErStream (0) (whole 0);
    ERI eri_open EriStream (0 1 2) (whole 0);
    EXP exp_open ExpStream (0) ();
    FISHER fisher_open FisherStream (0 1) (whole 0);
    FLOOR floor_open FloorStream (0) ();
    FOSC fosc_open FoscStream (0) (whole 0);
    FRACTAL fractal_open FractalStream (0 1) (whole 0, whole 1);
    FRAMA frama_open FramaStream (0 1) (whole 0);
    HA ha_open HaStream (0 1 2 3) ();
    HMA hma_open HmaStream (0) (whole 0);
    HT_DCPERIOD ht_dcperiod_open HtDcperiodStream (0) ();
    HT_DCPHASE ht_dcphase_open HtDcphaseStream (0) ();
    HT_PHASOR ht_phasor_open HtPhasorStream (0) ();
    HT_SINE ht_sine_open HtSineStream (0) ();
    HT_TRENDLINE ht_trendline_open HtTrendlineStream (0) ();
    HT_TRENDMODE ht_trendmode_open HtTrendmodeStream (0) ();
    IBS ibs_open IbsStream (0 1 2) ();
    ICHIMOKU ichimoku_open IchimokuStream (0 1) (whole 0, whole 1, whole 2);
    IMI imi_open ImiStream (0 1) (whole 0);
    KAMA kama_open KamaStream (0) (whole 0);
    KC kc_open KcStream (0 1 2) (whole 0, whole 1, real 2);
    KDJ kdj_open KdjStream (0 1 2) (whole 0, whole 1, average 2, whole 3, average 4);
    KST kst_open KstStream (0) (whole 0, whole 1, whole 2, whole 3, whole 4, whole 5, whole 6, whole 7, whole 8);
    KSTEXT kstext_open KstextStream (0) (whole 0, whole 1, whole 2, whole 3, whole 4, whole 5, whole 6, whole 7, whole 8, average 9, average 10);
    KURTOSIS kurtosis_open KurtosisStream (0) (whole 0);
    KVO kvo_open KvoStream (0 1 2 3) (whole 0, whole 1, whole 2);
    LINEARREG linearreg_open LinearregStream (0) (whole 0);
    LINEARREG_ANGLE linearreg_angle_open LinearregAngleStream (0) (whole 0);
    LINEARREG_INTERCEPT linearreg_intercept_open LinearregInterceptStream (0) (whole 0);
    LINEARREG_SLOPE linearreg_slope_open LinearregSlopeStream (0) (whole 0);
    LN ln_open LnStream (0) ();
    LOG10 log10_open Log10Stream (0) ();
    MA ma_open MaStream (0) (whole 0, average 1);
    MACD macd_open MacdStream (0) (whole 0, whole 1, whole 2);
    MACDEXT macdext_open MacdextStream (0) (whole 0, average 1, whole 2, average 3, whole 4, average 5);
    MACDFIX macdfix_open MacdfixStream (0) (whole 0);
    MAMA mama_open MamaStream (0) (real 0, real 1);
    MARKETFI marketfi_open MarketfiStream (0 1 2) ();
    MASSI massi_open MassiStream (0 1) (whole 0, whole 1);
    MAVP mavp_open MavpStream (0 1) (whole 0, whole 1, average 2);
    MAX max_open MaxStream (0) (whole 0);
    MAXINDEX maxindex_open MaxindexStream (0) (whole 0);
    MCGD mcgd_open McgdStream (0) (whole 0);
    MEDIAN median_open MedianStream (0) (whole 0);
    MEDPRICE medprice_open MedpriceStream (0 1) ();
    MFI mfi_open MfiStream (0 1 2 3) (whole 0);
    MIDPOINT midpoint_open MidpointStream (0) (whole 0);
    MIDPRICE midprice_open MidpriceStream (0 1) (whole 0);
    MIN min_open MinStream (0) (whole 0);
    MININDEX minindex_open MinindexStream (0) (whole 0);
    MINMAX minmax_open MinmaxStream (0) (whole 0);
    MINMAXINDEX minmaxindex_open MinmaxindexStream (0) (whole 0);
    MINUS_DI minus_di_open MinusDiStream (0 1 2) (whole 0);
    MINUS_DM minus_dm_open MinusDmStream (0 1) (whole 0);
    MOM mom_open MomStream (0) (whole 0);
    MULT mult_open MultStream (0 1) ();
    NATR natr_open NatrStream (0 1 2) (whole 0);
    NVI nvi_open NviStream (0 1) ();
    OBV obv_open ObvStream (0 1) ();
    PERCENTB percentb_open PercentbStream (0) (whole 0, real 1, real 2, average 3);
    PERCENTILE percentile_open PercentileStream (0) (whole 0, real 1);
    PERCENTRANK percentrank_open PercentrankStream (0) (whole 0);
    PLUS_DI plus_di_open PlusDiStream (0 1 2) (whole 0);
    PLUS_DM plus_dm_open PlusDmStream (0 1) (whole 0);
    PPO ppo_open PpoStream (0) (whole 0, whole 1, average 2);
    PSO pso_open PsoStream (0 1 2) (whole 0, whole 1);
    PVI pvi_open PviStream (0 1) ();
    PVO pvo_open PvoStream (0) (whole 0, whole 1, average 2);
    PVT pvt_open PvtStream (0 1) ();
    QSTICK qstick_open QstickStream (0 1) (whole 0);
    RMA rma_open RmaStream (0) (whole 0);
    ROC roc_open RocStream (0) (whole 0);
    ROCP rocp_open RocpStream (0) (whole 0);
    ROCR rocr_open RocrStream (0) (whole 0);
    ROCR100 rocr100_open Rocr100Stream (0) (whole 0);
    ROGERSSATCHELL rogerssatchell_open RogerssatchellStream (0 1 2 3) (whole 0, real 1);
    RSI rsi_open RsiStream (0) (whole 0);
    RVI rvi_open RviStream (0) (whole 0, whole 1);
    RVIR rvir_open RvirStream (0 1) (whole 0, whole 1);
    RVOL rvol_open RvolStream (0) (whole 0);
    SAR sar_open SarStream (0 1) (real 0, real 1);
    SAREXT sarext_open SarextStream (0 1) (real 0, real 1, real 2, real 3, real 4, real 5, real 6, real 7);
    SI si_open SiStream (0 1 2 3) (real 0);
    SIN sin_open SinStream (0) ();
    SINH sinh_open SinhStream (0) ();
    SMA sma_open SmaStream (0) (whole 0);
    SMI smi_open SmiStream (0 1 2) (whole 0, whole 1, whole 2, whole 3);
    SQRT sqrt_open SqrtStream (0) ();
    SQZMOM sqzmom_open SqzmomStream (0 1 2) (whole 0, real 1, whole 2, real 3, real 4, real 5);
    STC stc_open StcStream (0) (whole 0, whole 1, whole 2);
    STDDEV stddev_open StddevStream (0) (whole 0, real 1);
    STOCH stoch_open StochStream (0 1 2) (whole 0, whole 1, average 2, whole 3, average 4);
    STOCHF stochf_open StochfStream (0 1 2) (whole 0, whole 1, average 2);
    STOCHRSI stochrsi_open StochrsiStream (0) (whole 0, whole 1, whole 2, average 3);
    SUB sub_open SubStream (0 1) ();
    SUM sum_open SumStream (0) (whole 0);
    SUPERTREND supertrend_open SupertrendStream (0 1 2) (whole 0, real 1);
    SWAK_2PHP swak_2php_open Swak2phpStream (0) (whole 0);
    SWAK_BP swak_bp_open SwakBpStream (0) (whole 0, real 1);
    SWAK_BUTTER swak_butter_open SwakButterStream (0) (whole 0);
    SWAK_GAUSS swak_gauss_open SwakGaussStream (0) (whole 0);
    SWAK_HP swak_hp_open SwakHpStream (0) (whole 0);
    T3 t3_open T3Stream (0) (whole 0, real 1);
    TAN tan_open TanStream (0) ();
    TANH tanh_open TanhStream (0) ();
    TEMA tema_open TemaStream (0) (whole 0);
    TRANGE trange_open TrangeStream (0 1 2) ();
    TRIMA trima_open TrimaStream (0) (whole 0);
    TRIX trix_open TrixStream (0) (whole 0);
    TSF tsf_open TsfStream (0) (whole 0);
    TSI tsi_open TsiStream (0) (whole 0, whole 1);
    TYPPRICE typprice_open TyppriceStream (0 1 2) ();
    ULTOSC ultosc_open UltoscStream (0 1 2) (whole 0, whole 1, whole 2);
    VAR var_open VarStream (0) (whole 0, real 1);
    VHF vhf_open VhfStream (0) (whole 0);
    VIDYA vidya_open VidyaStream (0) (whole 0, whole 1);
    VORTEX vortex_open VortexStream (0 1 2) (whole 0);
    VWAP vwap_open VwapStream (0 1 2 3) ();
    VWMA vwma_open VwmaStream (0 1) (whole 0);
    WAD wad_open WadStream (0 1 2) ();
    WAVETREND wavetrend_open WavetrendStream (0 1 2) (whole 0, whole 1, whole 2);
    WCLPRICE wclprice_open WclpriceStream (0 1 2) ();
    WILLR willr_open WillrStream (0 1 2) (whole 0);
    WMA wma_open WmaStream (0) (whole 0);
    ZIGZAG zigzag_open ZigzagStream (0 1) (real 0, whole 1);
    ZLEMA zlema_open ZlemaStream (0) (whole 0);
}
