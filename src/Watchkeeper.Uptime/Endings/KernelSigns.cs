using System.Text.RegularExpressions;
using Watchkeeper.Uptime.Boots;

namespace Watchkeeper.Uptime.Endings;

/// <summary>What a line of the kernel's log (or of a program that watches power and heat) can mean for a crash.</summary>
internal enum Sign
{
    None,

    /// <summary>The kernel stopped itself.</summary>
    Panic,

    /// <summary>The kernel hit a bug of its own, and may have gone on.</summary>
    Oops,

    /// <summary>A processor or a task hung.</summary>
    Hang,

    /// <summary>The kernel killed a program for its memory.</summary>
    OutOfMemory,

    /// <summary>A disk or a filesystem failed.</summary>
    Storage,

    /// <summary>A temperature became critical.</summary>
    Heat,

    /// <summary>The supply failed: under-voltage, or a UPS that ran empty.</summary>
    Power,
}

/// <summary>Recognises the signs by the kernel's own wording (kernel 4.19 to 6.x; the function that prints it is named beside each).</summary>
internal static partial class KernelSigns
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    /// <summary>Milliseconds: a bound for the analyzer's peace, as no pattern backtracks far.</summary>
    private const int Timeout = 1000;

    public static Sign Of(string text) =>
        Panic().IsMatch(text) ? Sign.Panic
        : Oops().IsMatch(text) ? Sign.Oops
        : Hang().IsMatch(text) ? Sign.Hang
        : OutOfMemory().IsMatch(text) ? Sign.OutOfMemory
        : Heat().IsMatch(text) ? Sign.Heat
        : Power().IsMatch(text) ? Sign.Power
        : Storage().IsMatch(text) ? Sign.Storage
        : Sign.None;

    public static Cause CauseOf(Sign sign) => sign switch
    {
        Sign.Panic or Sign.Oops => Cause.Panic,
        Sign.OutOfMemory => Cause.OutOfMemory,
        Sign.Storage => Cause.Storage,
        Sign.Heat => Cause.Heat,
        Sign.Power => Cause.Power,
        _ => Cause.Unknown,
    };

    // panic()
    [GeneratedRegex("^Kernel panic - not syncing", Options, Timeout)]
    private static partial Regex Panic();

    // die(), page_fault_oops(), __warn-less BUG(); arm64's die() says "Internal error: Oops"
    [GeneratedRegex("^(BUG: (unable to handle|kernel NULL pointer)|Oops: |Internal error: |general protection fault|kernel BUG at )", Options, Timeout)]
    private static partial Regex Oops();

    // watchdog_timer_fn(), watchdog_hardlockup_check(), print_other_cpu_stall(), check_hung_task()
    [GeneratedRegex("(soft lockup - CPU|hard LOCKUP|detected stalls? on CPU|self-detected stall|blocked for more than [0-9]+ seconds)", Options, Timeout)]
    private static partial Regex Hang();

    // __oom_kill_process(), out_of_memory()
    [GeneratedRegex("^(Out of memory(: Killed process| and no killable)|[^ ]+ invoked oom-killer)", Options, Timeout)]
    private static partial Regex OutOfMemory();

    // handle_critical_trips(), therm_throt, thermal_zone_device_critical()
    [GeneratedRegex("(critical temperature reached|temperature too high|critically hot)", Options | RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Heat();

    // raspberrypi-hwmon; nut's upsmon; apcupsd
    [GeneratedRegex("(Under-?voltage detected|on battery|battery (is )?low|Battery power exhausted|low battery)", Options | RegexOptions.IgnoreCase, Timeout)]
    private static partial Regex Power();

    // blk_print_req_error(), ext4_handle_error(), btrfs_handle_fs_error(), xfs_do_force_shutdown(), nvme_timeout(), ata_eh_link_report()
    [GeneratedRegex(
        "((critical (medium|target) |I/O )error, dev |Buffer I/O error on dev|EXT4-fs error|Remounting filesystem read-only|BTRFS: error|BTRFS error .*(forced readonly|IO failure|write time|aborted)|XFS .*(Shutting down|has been shut down|log I/O error|metadata I/O error)|nvme.* (controller is down|timeout, (aborting|reset controller)|Device not ready)|ata[0-9.]+: (failed command|disabled|hard resetting link)|JBD2: .*(error|abort)|Aborting journal on device)",
        Options, Timeout)]
    private static partial Regex Storage();
}
