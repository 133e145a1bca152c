import EdgeCodeGenerator

/// The C source and the linker script of the program around the networks.
extension EmulatedProgram {
  var linkerScript: String {
    func memory(_ name: String, _ memory: EmulatedMachine.Memory) -> String {
      "  \(name) : ORIGIN = \(memory.address), LENGTH = \(memory.kilobytes)K\n"
    }
    return """
      ENTRY(reset)
      MEMORY {
      \(memory("CODE", machine.code))\(memory("DATA", machine.data))\(memory("WEIGHTS", machine.weights))}
      SECTIONS {
        .text : { KEEP(*(.vectors)) *(.text .text.*) } > CODE
        .weights : { *(.rodata.*_weights) } > WEIGHTS
        .rodata : { *(.rodata .rodata.*) } > WEIGHTS
        .exceptions : { *(.ARM.exidx* .ARM.extab*) } > CODE
        .data : { *(.data .data.*) } > DATA
        .bss (NOLOAD) : { *(.bss .bss.* COMMON) } > DATA
        stack_top = ORIGIN(DATA) + LENGTH(DATA);
      }

      """
  }

  var mainSource: String {
    var text = "#include <stddef.h>\n#include <stdint.h>\n"
    for network in networks { text += "#include \"\(network.design.options.name).h\"\n" }
    text += Self.runtime
    for region in 0..<(networks.map(\.design.memory.regions.count).max() ?? 0) {
      let size = networks.map { network in
        network.design.memory.regions.count > region ? network.design.memory.regions[region].byteCount : 0
      }.max()
      text += "static _Alignas(64) uint8_t region_\(region)[\(max(size ?? 0, 1))];\n"
    }
    text += "\nint main(void) {\n"
    for network in networks {
      let name = network.design.options.name
      let regions = network.design.memory.regions.indices
      text += "  {\n    void *const memory[] = {\(regions.map { "region_\($0)" }.joined(separator: ", "))};\n"
      text += "    const size_t sizes[] = {\(regions.map { "sizeof region_\($0)" }.joined(separator: ", "))};\n"
      text += "    run(&\(name)_description, memory, sizes);\n  }\n"
    }
    return text + "  return 0;\n}\n"
  }

  /// Start-up, semihosting and the system timer. Memory is zero when the emulator starts, and it loads initialised
  /// variables where they belong.
  private static let runtime = """

    extern uint32_t stack_top[];
    int main(void);

    /* Asks the emulator for a service of Arm's semihosting. */
    static int semihosting(uint32_t operation, const void *argument) {
      register uint32_t r0 __asm__("r0") = operation;
      register const void *r1 __asm__("r1") = argument;
      __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
      return (int)r0;
    }

    static _Noreturn void leave(uint32_t status) {
      const uint32_t reason[] = {0x20026, status}; /* ADP_Stopped_ApplicationExit */
      for (;;)
        semihosting(0x20, reason);
    }

    enum { READ_BINARY = 1, WRITE_BINARY = 5 };

    static uint32_t open_file(const char *name, uint32_t length, uint32_t mode) {
      const uint32_t block[] = {(uint32_t)(uintptr_t)name, mode, length};
      const int handle = semihosting(0x01, block);
      if (handle < 0)
        leave(10);
      return (uint32_t)handle;
    }

    static void transfer(uint32_t operation, uint32_t handle, const void *bytes, uint32_t size) {
      const uint32_t block[] = {handle, (uint32_t)(uintptr_t)bytes, size};
      if (size != 0 && semihosting(operation, block) != 0)
        leave(11);
    }

    #define SYSTICK ((volatile uint32_t *)(uintptr_t)0xE000E010u)
    static volatile uint32_t wraps;

    static void tick(void) {
      wraps = wraps + 1;
    }

    static uint64_t now(void) {
      uint32_t before, value;
      do {
        before = wraps;
        value = SYSTICK[2];
      } while (wraps != before);
      return ((uint64_t)before << 24) + (0xFFFFFFu - value);
    }

    static void reset(void) {
      *(volatile uint32_t *)(uintptr_t)0xE000ED88u |= 0xFu << 20; /* CPACR: floating point and Helium */
      __asm__ volatile("dsb\\n\\tisb" ::: "memory");
      SYSTICK[1] = 0xFFFFFFu;
      SYSTICK[2] = 0;
      SYSTICK[0] = 7;
      leave((uint32_t)main());
    }

    static void fault(void) {
      leave(99);
    }

    #define FAULT (uintptr_t)fault
    __attribute__((used, section(".vectors"))) static const uintptr_t vectors[16] = {
        (uintptr_t)stack_top, (uintptr_t)reset, FAULT, FAULT, FAULT, FAULT, FAULT, FAULT, FAULT, FAULT, FAULT,
        FAULT,                FAULT,            FAULT, FAULT, (uintptr_t)tick};

    static uint32_t in, out, ticks;
    static uint64_t begun;

    static int show(void *context, const edge_network *network, uint32_t index, edge_event event) {
      (void)context;
      if (event == EDGE_NODE_BEGIN) {
        begun = now();
        return 0;
      }
      const uint64_t taken = now() - begun;
      transfer(0x05, ticks, &taken, sizeof taken);
      const edge_node *node = &network->description->nodes[index];
      for (uint32_t i = 0; i < node->output_count; i++)
        transfer(0x05, out, edge_network_data(network, &node->outputs[i]), node->outputs[i].size);
      return 0;
    }

    static void run(const edge_network_description *description, void *const *memory, const size_t *sizes) {
      edge_network network;
      if (out == 0) {
        in = open_file("inputs", 6, READ_BINARY);
        out = open_file("outputs", 7, WRITE_BINARY);
        ticks = open_file("ticks", 5, WRITE_BINARY);
      }
      if (edge_network_create(&network, description, memory, sizes, NULL) != EDGE_OK)
        leave(4);
      for (uint32_t i = 0; i < description->input_count; i++)
        transfer(0x06, in, edge_network_input(&network, i), description->inputs[i].size);
      edge_network_observe(&network, show, NULL);
      if (edge_network_run(&network) != EDGE_OK)
        leave(7);
      for (uint32_t i = 0; i < description->output_count; i++)
        transfer(0x05, out, edge_network_output(&network, i), description->outputs[i].size);
    }


    """
}
