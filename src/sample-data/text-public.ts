import type { SampleTask } from './plans.ts';
import { certification } from './text-security.ts';
import { bold, h, ol, p, quote, table, ul } from './text.ts';

/** Key tasks of the strategy on the public sector. */
export const publicTasks: readonly SampleTask[] = [
  {
    key: 'cloud-first',
    title: '공공부문 클라우드 우선 이용',
    englishTitle: 'Cloud first in the public sector',
    owner: 'public-cloud',
    parts: [
      {
        by: 'public-lead',
        fields: {
          goal: '새로 만들거나 다시 만드는 공공 정보시스템은 클라우드 이용을 먼저 검토하고, 이용하지 않을 때 그 까닭을 공개한다.',
          leadMinistry: '행정안전부',
        },
        blocks: [
          quote(
            'Every new or rebuilt public information system is examined for the cloud first; an institution that decides otherwise publishes why.',
          ),
          h('현황과 문제'),
          p(
            '지난 계획 기간에 클라우드를 쓰는 공공기관은 꾸준히 늘었으나, 이용은 누리집과 시험 환경처럼 부담이 적은 업무에 머물렀다. 담당자들은 예산 항목이 자산 취득을 전제로 짜여 있고, 무엇을 클라우드로 옮겨도 되는지 판단할 기준이 기관마다 다르다는 점을 가장 큰 걸림돌로 꼽는다.',
          ),
          p(
            '같은 규모의 시스템을 기관마다 따로 지으면서 장비의 평균 사용률은 낮고, 갑작스러운 접속 증가에는 버티지 못하는 일이 되풀이되고 있다.',
          ),
        ],
      },
      {
        by: 'public-3',
        fields: {
          indicators: [
            { name: '신규 시스템의 클라우드 검토율', unit: '%', baseline: 38, target: 100, year: 2024 },
            { name: '민간 클라우드를 쓰는 공공기관', unit: '개', baseline: 410, target: 1100, year: 2024 },
          ],
          schedule: [
            { name: '우선 검토 지침 제정', start: '2022-03', end: '2022-09' },
            { name: '중앙행정기관 시행', start: '2022-10', end: '2023-06' },
            { name: '지방자치단체와 공공기관으로 확대', start: '2023-07', end: '2024-12' },
          ],
        },
        blocks: [
          h('추진 방향'),
          p(
            bold('먼저 검토하고, 아니면 설명한다.'),
            ' 정보화 사업을 기획하는 단계에서 민간 클라우드, 공공 클라우드, 자체 구축의 순서로 검토하고 그 결과를 사업계획서에 붙인다. 자체 구축을 택한 기관은 판단의 근거를 한 쪽 분량으로 공개한다.',
          ),
          ol(
            '업무의 중요도와 다루는 정보의 성격에 따라 세 등급의 이용 기준을 마련한다.',
            '등급마다 쓸 수 있는 서비스의 조건과 계약서의 필수 조항을 표준으로 정한다.',
            '기관이 스스로 점검할 수 있는 문답표를 만들고 해마다 고친다.',
          ),
          table(
            ['등급', '업무의 예', '이용할 수 있는 클라우드'],
            ['하', '공개 누리집, 홍보, 교육', '보안인증을 받은 민간 클라우드'],
            ['중', '내부 행정, 통계, 민원 접수', '논리적으로 분리된 민간 클라우드'],
            ['상', '안보, 수사, 민감한 개인정보', '물리적으로 분리된 공공 전용 영역'],
          ),
        ],
      },
      {
        by: 'public-2',
        fields: {
          budget: {
            currency: 'KRW',
            lines: [
              { year: 2022, amount: 4_200_000_000, note: '지침 제정과 진단 지원' },
              { year: 2023, amount: 9_800_000_000, note: '이용료 전환 시범' },
              { year: 2024, amount: 12_500_000_000, note: '전 기관 확대' },
            ],
          },
        },
        blocks: [
          h('예산 제도의 뒷받침'),
          p(
            '이용료는 쓴 만큼 달라지므로 한 해 앞서 확정하는 예산과 잘 맞지 않는다. 정보화 예산에 구독료 항목을 따로 두고, 정해진 범위 안에서는 기관장이 장비 구입비를 이용료로 바꾸어 쓸 수 있게 한다.',
          ),
          p(
            '쓰지 않은 이용료를 이듬해로 넘길 수 있게 하되, 사용률이 두 해 이어 절반에 못 미치는 계약은 다시 심사한다.',
          ),
        ],
      },
    ],
  },
  {
    key: 'migration',
    title: '행정정보시스템의 단계적 전환',
    englishTitle: 'Moving administrative systems step by step',
    owner: 'public-cloud',
    parts: [
      {
        by: 'public-4',
        fields: {
          goal: '오래된 행정정보시스템을 중요도와 준비 정도에 따라 세 차례로 나누어 클라우드로 옮긴다.',
          leadMinistry: '행정안전부',
          schedule: [
            { name: '전수 진단', start: '2022-02', end: '2022-10' },
            { name: '1차 전환', start: '2022-11', end: '2023-08' },
            { name: '2·3차 전환', start: '2023-09', end: '2024-12' },
          ],
        },
        blocks: [
          quote(
            'Ageing administrative systems move to the cloud in three waves, ordered by how critical and how ready they are.',
          ),
          h('현황과 문제'),
          p(
            '기관의 전산실에서 돌아가는 시스템 가운데 상당수가 내용연수를 넘겼다. 작은 전산실일수록 전담 인력과 비상전원이 모자라 장애가 나면 복구에 며칠이 걸리기도 한다.',
          ),
          p(
            '옮기는 일을 서버 이전으로만 여기면 오래된 구조까지 그대로 가져가게 되어 비용은 줄지 않고 운영만 복잡해진다. 무엇을 그대로 옮기고, 무엇을 고쳐 옮기고, 무엇을 없앨지 먼저 가려야 한다.',
          ),
        ],
      },
      {
        by: 'public-6',
        fields: {
          indicators: [
            { name: '클라우드로 옮긴 시스템', unit: '개', baseline: 620, target: 3400, year: 2024 },
            { name: '폐기하거나 합친 중복 시스템', unit: '개', target: 500, year: 2024 },
          ],
        },
        blocks: [
          h('전환의 차례'),
          table(
            ['차수', '대상', '방법', '기간'],
            ['1차', '대국민 안내와 접수', '그대로 옮기기', '2022–2023'],
            ['2차', '기관 공통 내부 업무', '표준 서비스로 바꾸기', '2023–2024'],
            ['3차', '기관 고유의 핵심 업무', '구조를 고쳐 옮기기', '2024'],
          ),
          p(
            '차수마다 먼저 옮긴 기관의 경험을 정리하여 다음 차수의 기관에 넘긴다. 2차부터는 시스템을 작은 단위로 나누고 자동으로 시험하고 배포하는 방식을 기본으로 한다.',
          ),
        ],
      },
      {
        by: 'secretariat',
        fields: {
          budget: {
            currency: 'KRW',
            lines: [
              { year: 2022, amount: 31_000_000_000, note: '진단과 1차 전환' },
              { year: 2023, amount: 58_000_000_000 },
              { year: 2024, amount: 64_000_000_000, note: '3차 전환의 구조 개선 포함' },
            ],
          },
        },
        blocks: [
          h('위험 관리'),
          ul(
            '옮기는 동안 기존 시스템을 함께 돌리고, 두 결과가 같음을 확인한 뒤에 끊는다.',
            '되돌리는 절차와 책임자를 전환 계획서에 적고 한 차례 이상 연습한다.',
            '데이터의 원본과 사본이 어디에 있는지 목록으로 관리한다.',
          ),
          p(
            '빈 전산실은 지역의 재해복구 거점이나 연구 시설로 다시 쓰고, 전산실 인력은 서비스 관리와 데이터 업무로 옮겨 갈 수 있도록 교육한다.',
          ),
        ],
      },
    ],
  },
  {
    key: 'procurement',
    title: '디지털서비스 계약 절차의 간소화',
    englishTitle: 'Simpler contracts for digital services',
    owner: 'public-cloud',
    parts: [
      {
        by: 'public-4',
        fields: {
          goal: '공공기관이 심사를 마친 디지털서비스를 목록에서 골라 한 달 안에 계약할 수 있게 한다.',
          leadMinistry: '조달청',
        },
        blocks: [
          quote(
            'Public institutions choose vetted digital services from one catalogue and sign within a month.',
          ),
          h('현황과 문제'),
          p(
            '이용할 서비스를 정하고도 계약까지 넉 달 넘게 걸리는 일이 드물지 않다. 용역과 물품을 사던 절차에 구독 서비스를 끼워 맞추다 보니 규격서가 서비스마다 새로 쓰이고, 같은 서비스를 기관마다 다시 심사한다.',
          ),
          p(
            '작은 회사는 제출 서류의 부담 때문에 목록에 오르기를 포기한다. 이용기관도 가격과 조건을 한눈에 비교하기 어렵다.',
          ),
        ],
      },
      {
        by: 'public-5',
        fields: {
          indicators: [
            { name: '계약까지 걸리는 평균 기간', unit: '일', baseline: 128, target: 30, year: 2024 },
            { name: '목록에 오른 서비스', unit: '개', baseline: 90, target: 500, year: 2024 },
            { name: '중소기업 서비스의 비율', unit: '%', baseline: 41, target: 60, year: 2024 },
          ],
          schedule: [
            { name: '심사 기준 통합', start: '2022', end: '2022' },
            { name: '통합 목록 개통', start: '2023-04' },
          ],
        },
        blocks: [
          h('추진 방향'),
          p(
            '심사는 한 번, 계약은 여러 번으로 바꾼다. 심사를 통과한 서비스는 두 해 동안 목록에 올라 있고, 기관은 정해진 금액 안에서 바로 계약하거나 세 곳 이상을 비교하여 고른다.',
          ),
          ul(
            '서비스 설명, 가격표, 해지와 반환 조건을 정해진 양식으로 공개한다.',
            '인증과 성능 시험의 결과는 기관끼리 서로 인정한다.',
            '이용 뒤의 평가를 남기게 하고, 낮은 평가가 이어지면 다시 심사한다.',
          ),
          p(
            '가격은 정가와 할인 조건을 함께 적고, 사용량이 예상을 크게 넘을 때 미리 알리는 기능을 필수로 한다.',
          ),
        ],
      },
      {
        by: 'public-7',
        fields: {
          budget: { currency: 'KRW', lines: [{ year: 2023, amount: 3_600_000_000, note: '통합 목록 개발' }] },
        },
        blocks: [
          h('투명성', 2),
          p(
            '계약 금액과 기간, 고른 까닭을 분기마다 공개 데이터로 내놓는다. 누구나 어느 기관이 무엇을 얼마에 쓰는지 견주어 볼 수 있어야 값도 조건도 나아진다.',
          ),
        ],
      },
    ],
  },
  certification,
];
