import type { Language } from "./language.ts";

export const chinese: Language = {
  folder: "zh",
  tag: "zh-CN",
  name: "简体中文",
  title: "langevin",
  description:
    "用 TypeScript 编写、由 WebAssembly 计算的分数生成模型：去噪分数匹配与朗之万采样，在 Node 和网页里都能运行。",
  home: {
    tagline: "基于分数的生成模型，在你的浏览器里就能运行。先用网页里的代码弄懂原理，再用到自己的数据上。",
    actions: { learn: "开始学习", guides: "使用指南", playground: "实验场" },
    features: [
      {
        title: "九篇文章，从密度讲到引导",
        details: "每篇都有公式、一段可以修改并在浏览器中运行的程序，以及与精确答案并排的图。",
      },
      {
        title: "种子相同，每一位都相同",
        details: "每篇给出一个数，你的浏览器必须逐位算出它；线程数目不影响结果。",
      },
      {
        title: "不必自己选参数",
        details: '设 sigmas: "auto"，噪声水平、步数和步长都由数据决定，并逐项说明理由。',
      },
      {
        title: "数据不离开本机",
        details: "支持 Node 和浏览器，没有运行时依赖，不上传任何数据；本站也不向其他主机发出请求。",
      },
    ],
  },
  sections: {
    learn: { name: "学习", about: "共九篇，每篇 10 到 15 分钟，只需要微积分和概率论基础。" },
    guides: { name: "指南", about: "一篇一个主题，写给使用这个库的人。" },
    reference: { name: "参考", about: "全部函数、选项、文件字段和错误代码。" },
    benchmarks: { name: "基准", about: "每个数字都注明日期、机器和重新测量的命令。" },
    internals: { name: "内部", about: "代码如何组织，究竟计算什么，怎样扩展。" },
  },
  topics: {
    basics: "训练与采样",
    models: "模型能回答什么",
    tables: "表格",
    running: "运行环境",
    arriving: "从其他库迁移",
    more: "其他",
  },
  playground: "实验场",
  decisions: "设计决定",
  functions: "函数与类型",
  project: "项目",
  inEnglish: "（英文）",
  frame: {
    outline: "本页目录",
    previous: "上一篇",
    next: "下一篇",
    menu: "菜单",
    top: "回到顶部",
    dark: "外观",
    toDark: "切换到深色",
    toLight: "切换到浅色",
    languages: "切换语言",
    skip: "跳到正文",
    license: "MIT 许可证",
    copy: "复制代码",
    anchor: "链接到",
    pages: "本部分的页面",
  },
  notFound: { title: "没有这个页面", about: "地址可能有误，或者页面已经移动。", link: "回到首页" },
  search: { button: "搜索", close: "关闭搜索", none: "没有找到。", found: "找到的页面" },
  boxes: { tip: "提示", warning: "注意", danger: "危险", info: "说明", details: "详情" },
};
